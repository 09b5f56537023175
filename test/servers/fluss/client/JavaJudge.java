import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.lookup.Lookuper;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.scanner.Scan;
import org.apache.fluss.client.table.scanner.ScanRecord;
import org.apache.fluss.client.table.scanner.log.LogScanner;
import org.apache.fluss.client.table.scanner.log.ScanRecords;
import org.apache.fluss.client.table.writer.AppendWriter;
import org.apache.fluss.client.table.writer.UpsertWriter;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.PartitionInfo;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.BinaryString;
import org.apache.fluss.row.Decimal;
import org.apache.fluss.row.GenericArray;
import org.apache.fluss.row.GenericMap;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.InternalArray;
import org.apache.fluss.row.InternalMap;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.row.TimestampLtz;
import org.apache.fluss.row.TimestampNtz;
import org.apache.fluss.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.fluss.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.fluss.types.ArrayType;
import org.apache.fluss.types.DataField;
import org.apache.fluss.types.DataType;
import org.apache.fluss.types.DecimalType;
import org.apache.fluss.types.MapType;
import org.apache.fluss.types.RowType;

/**
 * The official Java client, told what to do by a line of JSON each: it answers with a line of JSON.
 * A cell is null, a text or a list: floats and doubles as their bits, bytes in hexadecimal, days and milliseconds of the day as numbers,
 * timestamps as milliseconds, a point, and nanoseconds of the millisecond.
 */
public final class JavaJudge {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SILENCE = Duration.ofMillis(500);
  private final Connection connection;

  private JavaJudge(Connection connection) {
    this.connection = connection;
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Configuration configuration = new Configuration();
    configuration.setString("bootstrap.servers", arguments[0]);
    configuration.setString("client.scanner.io.tmpdir", Path.of("").toAbsolutePath().toString());
    JavaJudge judge = new JavaJudge(ConnectionFactory.createConnection(configuration));
    out.println("{\"ready\":true}");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      try {
        judge.answer(JSON.readTree(line), answer);
      } catch (Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        answer.put("error", cause.toString());
      }
      out.println(JSON.writeValueAsString(answer));
    }
    Runtime.getRuntime().halt(0);
  }

  private void answer(JsonNode request, Map<String, Object> answer) throws Exception {
    TablePath path = TablePath.of(request.get("database").asText(), request.get("table").asText());
    try (Table table = connection.getTable(path)) {
      switch (request.get("verb").asText()) {
        case "append": append(table, request.get("rows")); break;
        case "upsert": upsert(table, request.get("rows"), false); break;
        case "delete": upsert(table, request.get("rows"), true); break;
        case "scan": answer.put("rows", scan(table, path, request)); break;
        case "lookup": answer.put("rows", lookup(table, request)); break;
        default: throw new IllegalArgumentException("an unknown verb");
      }
    }
  }

  private void append(Table table, JsonNode rows) throws Exception {
    AppendWriter writer = table.newAppend().createWriter();
    for (JsonNode row : rows) writer.append(row(table.getTableInfo().getRowType(), row));
    writer.flush();
  }

  private void upsert(Table table, JsonNode rows, boolean delete) throws Exception {
    UpsertWriter writer = table.newUpsert().createWriter();
    for (JsonNode node : rows) {
      InternalRow row = row(table.getTableInfo().getRowType(), node);
      if (delete) writer.delete(row);
      else writer.upsert(row);
    }
    writer.flush();
  }

  /** All records of all buckets from the earliest: change type and cells. */
  private List<Object> scan(Table table, TablePath path, JsonNode request) throws Exception {
    RowType type = table.getTableInfo().getRowType();
    Scan scan = table.newScan();
    JsonNode columns = request.get("columns");
    if (columns != null) {
      int[] projected = new int[columns.size()];
      for (int i = 0; i < projected.length; i++) projected[i] = columns.get(i).asInt();
      scan = scan.project(projected);
      type = type.project(projected);
    }
    int count = request.get("count").asInt();
    List<Object> found = new ArrayList<>();
    try (LogScanner scanner = scan.createLogScanner()) {
      int buckets = table.getTableInfo().getNumBuckets();
      if (table.getTableInfo().isPartitioned()) {
        for (PartitionInfo partition : connection.getAdmin().listPartitionInfos(path).get())
          for (int bucket = 0; bucket < buckets; bucket++) scanner.subscribeFromBeginning(partition.getPartitionId(), bucket);
      } else for (int bucket = 0; bucket < buckets; bucket++) scanner.subscribeFromBeginning(bucket);
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (found.size() < count && System.nanoTime() < deadline) {
        ScanRecords records = scanner.poll(SILENCE);
        for (ScanRecord record : records) found.add(List.of(record.getChangeType().shortString(), cells(type, record.getRow())));
      }
    }
    return found;
  }

  private List<Object> lookup(Table table, JsonNode request) throws Exception {
    RowType type = table.getTableInfo().getRowType();
    List<String> names = new ArrayList<>();
    for (JsonNode name : request.get("names")) names.add(name.asText());
    int[] places = names.stream().mapToInt(type::getFieldIndex).toArray();
    boolean whole = request.get("whole").asBoolean();
    Lookuper lookuper = whole ? table.newLookup().createLookuper() : table.newLookup().lookupBy(names).createLookuper();
    List<Object> found = new ArrayList<>();
    for (JsonNode key : request.get("keys"))
      for (InternalRow row : lookuper.lookup(row(type.project(places), key)).get().getRowList()) if (row != null) found.add(cells(type, row));
    return found;
  }

  private static GenericRow row(RowType type, JsonNode cells) {
    GenericRow row = new GenericRow(type.getFieldCount());
    for (int i = 0; i < type.getFieldCount(); i++) row.setField(i, value(type.getTypeAt(i), cells.get(i)));
    return row;
  }

  private static Object value(DataType type, JsonNode cell) {
    if (cell == null || cell.isNull()) return null;
    String text = cell.asText();
    switch (type.getTypeRoot()) {
      case BOOLEAN: return Boolean.valueOf(text);
      case TINYINT: return Byte.valueOf(text);
      case SMALLINT: return Short.valueOf(text);
      case INTEGER: case DATE: case TIME_WITHOUT_TIME_ZONE: return Integer.valueOf(text);
      case BIGINT: return Long.valueOf(text);
      case FLOAT: return Float.intBitsToFloat(Integer.parseUnsignedInt(text, 16));
      case DOUBLE: return Double.longBitsToDouble(Long.parseUnsignedLong(text, 16));
      case CHAR: case STRING: return BinaryString.fromString(text);
      case BINARY: case BYTES: return bytes(text);
      case DECIMAL: {
        DecimalType decimal = (DecimalType) type;
        return Decimal.fromBigDecimal(new BigDecimal(text), decimal.getPrecision(), decimal.getScale());
      }
      case TIMESTAMP_WITHOUT_TIME_ZONE: return TimestampNtz.fromMillis(millis(text), nanos(text));
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE: return TimestampLtz.fromEpochMillis(millis(text), nanos(text));
      case ARRAY: {
        Object[] elements = new Object[cell.size()];
        for (int i = 0; i < elements.length; i++) elements[i] = value(((ArrayType) type).getElementType(), cell.get(i));
        return new GenericArray(elements);
      }
      case MAP: {
        MapType map = (MapType) type;
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (JsonNode entry : cell) entries.put(value(map.getKeyType(), entry.get(0)), value(map.getValueType(), entry.get(1)));
        return new GenericMap(entries);
      }
      case ROW: return row((RowType) type, cell);
      default: throw new IllegalArgumentException(type.toString());
    }
  }

  private static List<Object> cells(RowType type, InternalRow row) {
    List<Object> cells = new ArrayList<>();
    List<DataField> fields = type.getFields();
    for (int i = 0; i < fields.size(); i++) cells.add(cell(fields.get(i).getType(), InternalRow.createFieldGetter(fields.get(i).getType(), i).getFieldOrNull(row)));
    return cells;
  }

  private static Object cell(DataType type, Object value) {
    if (value == null) return null;
    switch (type.getTypeRoot()) {
      case FLOAT: return String.format("%08x", Float.floatToRawIntBits((Float) value));
      case DOUBLE: return String.format("%016x", Double.doubleToRawLongBits((Double) value));
      case BINARY: case BYTES: return hex((byte[]) value);
      case DECIMAL: return ((Decimal) value).toBigDecimal().toPlainString();
      case TIMESTAMP_WITHOUT_TIME_ZONE: return ((TimestampNtz) value).getMillisecond() + "." + ((TimestampNtz) value).getNanoOfMillisecond();
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE: return ((TimestampLtz) value).getEpochMillisecond() + "." + ((TimestampLtz) value).getNanoOfMillisecond();
      case ARRAY: return elements(((ArrayType) type).getElementType(), (InternalArray) value);
      case MAP: {
        MapType map = (MapType) type;
        List<Object> keys = elements(map.getKeyType(), ((InternalMap) value).keyArray());
        List<Object> values = elements(map.getValueType(), ((InternalMap) value).valueArray());
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
          List<Object> entry = new ArrayList<>();
          entry.add(keys.get(i));
          entry.add(values.get(i));
          entries.add(entry);
        }
        return entries;
      }
      case ROW: return cells((RowType) type, (InternalRow) value);
      default: return value.toString();
    }
  }

  private static List<Object> elements(DataType type, InternalArray array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) elements.add(cell(type, InternalArray.createElementGetter(type).getElementOrNull(array, i)));
    return elements;
  }

  private static long millis(String text) {
    return Long.parseLong(text.substring(0, text.indexOf('.')));
  }

  private static int nanos(String text) {
    return Integer.parseInt(text.substring(text.indexOf('.') + 1));
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte value : bytes) text.append(String.format("%02x", value));
    return text.toString();
  }
}
