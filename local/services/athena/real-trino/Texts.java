// Values of Trino's as Athena's answers print them. The engine and the oracle are both compiled with it.
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SqlVarbinary;
import io.trino.spi.type.Type;
import io.trino.testing.MaterializedRow;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class Texts {
    private Texts() {}

    static String text(Object value, Type type) {
        if (value == null) {
            return "null";
        }
        if (value instanceof MaterializedRow row) {
            return text(row.getFields(), type);
        }
        if (value instanceof List<?> list) {
            List<String> parts = new ArrayList<>();
            if (type instanceof RowType row) {
                for (int i = 0; i < list.size(); i++) {
                    String name = row.getFields().get(i).getName().orElse("field" + i);
                    parts.add(name + "=" + text(list.get(i), row.getFields().get(i).getType()));
                }
                return "{" + String.join(", ", parts) + "}";
            }
            Type element = ((ArrayType) type).getElementType();
            list.forEach(item -> parts.add(text(item, element)));
            return "[" + String.join(", ", parts) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            MapType types = (MapType) type;
            List<String> parts = new ArrayList<>();
            map.forEach((key, item) -> parts.add(text(key, types.getKeyType()) + "=" + text(item, types.getValueType())));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof SqlVarbinary binary) {
            return text(binary.getBytes(), type);
        }
        if (value instanceof byte[] bytes) {
            List<String> parts = new ArrayList<>();
            for (byte one : bytes) {
                parts.add(String.format("%02x", one));
            }
            return String.join(" ", parts);
        }
        DateTimeFormatter moment = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
        if (value instanceof LocalDateTime time) {
            return time.format(moment);
        }
        if (value instanceof ZonedDateTime time) {
            return time.format(moment) + " " + time.getZone().getId();
        }
        return String.valueOf(value);
    }
}
