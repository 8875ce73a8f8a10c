// A real Trino without tables: reads SQL statements, a line each, and prints their types and rows, or their errors, as JSON.
import io.trino.Session;
import io.trino.spi.TrinoException;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

public final class Oracle {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Session session = TestingSession.testSessionBuilder().setTimeZoneKey(TimeZoneKey.UTC_KEY).build();
        LocalQueryRunner runner = LocalQueryRunner.create(session);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String sql = lines.readLine(); sql != null; sql = lines.readLine()) {
            if (!sql.isBlank()) {
                out.println(answer(runner, sql));
            }
        }
        System.exit(0);
    }

    private static String answer(LocalQueryRunner runner, String sql) {
        String head = "{\"sql\":" + quoted(sql);
        try {
            MaterializedResult result = runner.execute(sql);
            List<String> types = new ArrayList<>();
            for (Type type : result.getTypes()) {
                types.add(quoted(type.getDisplayName()));
            }
            List<String> rows = new ArrayList<>();
            for (MaterializedRow row : result.getMaterializedRows()) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < row.getFieldCount(); i++) {
                    Object value = row.getField(i);
                    cells.add(value == null ? "null" : quoted(Texts.text(value, result.getTypes().get(i))));
                }
                rows.add("[" + String.join(",", cells) + "]");
            }
            return head + ",\"types\":[" + String.join(",", types) + "],\"rows\":[" + String.join(",", rows) + "]}";
        }
        catch (RuntimeException error) {
            String code = error instanceof TrinoException ? ((TrinoException) error).getErrorCode().getName() : "SYNTAX_ERROR";
            return head + ",\"error\":" + quoted(code) + ",\"message\":" + quoted(String.valueOf(error.getMessage())) + "}";
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            if (one == '"' || one == '\\') {
                json.append('\\').append(one);
            }
            else if (one < ' ') {
                json.append(String.format("\\u%04x", (int) one));
            }
            else {
                json.append(one);
            }
        }
        return json.append('"').toString();
    }
}
