// A real Trino over a Glue catalog and an S3: reads queries, a JSON object a line, and answers each with its columns and rows, or its
// error, as JSON. Its settings come from the environment.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.spi.ErrorCode;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.QueryFailedException;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

public final class Engine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOG = "awsdatacatalog";

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Session session = TestingSession.testSessionBuilder().setTimeZoneKey(TimeZoneKey.UTC_KEY).setCatalog(CATALOG).build();
        StandaloneQueryRunner runner = new StandaloneQueryRunner(session);
        runner.installPlugin(new HivePlugin());
        String endpoint = System.getenv("AWS_ENDPOINT_URL");
        Map<String, String> settings = new HashMap<>();
        settings.put("hive.metastore", "glue");
        settings.put("hive.metastore.glue.endpoint-url", endpoint);
        settings.put("hive.metastore.glue.region", System.getenv("AWS_REGION"));
        settings.put("hive.metastore.glue.aws-access-key", System.getenv("AWS_ACCESS_KEY_ID"));
        settings.put("hive.metastore.glue.aws-secret-key", System.getenv("AWS_SECRET_ACCESS_KEY"));
        settings.put("fs.native-s3.enabled", "true");
        settings.put("s3.endpoint", endpoint);
        settings.put("s3.region", System.getenv("AWS_REGION"));
        settings.put("s3.path-style-access", "true");
        settings.put("s3.aws-access-key", System.getenv("AWS_ACCESS_KEY_ID"));
        settings.put("s3.aws-secret-key", System.getenv("AWS_SECRET_ACCESS_KEY"));
        settings.put("hive.hive-views.enabled", "true");
        settings.put("hive.timestamp-precision", "MILLISECONDS");
        runner.createCatalog(CATALOG, "hive", settings);
        out.println("{\"ready\":true}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode asked = JSON.readTree(line);
            Session own = asked.hasNonNull("database")
                    ? Session.builder(session).setSchema(asked.get("database").asText()).build()
                    : session;
            out.println(JSON.writeValueAsString(answer(runner, own, asked.get("sql").asText())));
        }
        System.exit(0);
    }

    private static ObjectNode answer(StandaloneQueryRunner runner, Session session, String sql) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            MaterializedResult result = runner.execute(session, sql);
            ArrayNode columns = answer.putArray("columns");
            for (int i = 0; i < result.getTypes().size(); i++) {
                columns.addObject().put("name", result.getColumnNames().get(i)).put("type", result.getTypes().get(i).getDisplayName());
            }
            ArrayNode rows = answer.putArray("rows");
            for (MaterializedRow row : result.getMaterializedRows()) {
                ArrayNode cells = rows.addArray();
                for (int i = 0; i < row.getFieldCount(); i++) {
                    Object value = row.getField(i);
                    cells.add(value == null ? null : Texts.text(value, result.getTypes().get(i)));
                }
            }
        }
        catch (RuntimeException error) {
            answer.removeAll();
            answer.put("error", code(runner, error)).put("message", String.valueOf(error.getMessage()));
        }
        return answer;
    }

    /** The runner hands on a message alone: the query itself knows its code. */
    private static String code(StandaloneQueryRunner runner, RuntimeException error) {
        if (error instanceof QueryFailedException failed) {
            ErrorCode code = runner.getCoordinator().getDispatchManager().getQueryInfo(failed.getQueryId()).getErrorCode();
            if (code != null) {
                return code.getName();
            }
        }
        return "GENERIC_INTERNAL_ERROR";
    }
}
