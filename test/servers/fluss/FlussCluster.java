import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.fs.FileSystem;
import org.apache.fluss.server.coordinator.CoordinatorServer;
import org.apache.fluss.server.tablet.TabletServer;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServer;

/**
 * A Fluss cluster in one process: ZooKeeper, a coordinator and, when asked, tablet servers of which each can also run alone.
 * Arguments: state folder, role ("cluster" or "tablet"), then key=value. Ends when its input ends.
 */
public final class FlussCluster {
  private static final String HOST = "127.0.0.1";

  public static void main(String[] arguments) throws Exception {
    Path state = Path.of(arguments[0]);
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 2; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    // what main methods do: file systems other than folders take their settings here
    if (settings.containsKey("own.files")) FileSystem.initialize(configuration(state, settings, "own.coordinator"), null);
    List<Object> alive = new ArrayList<>();
    if (arguments[1].equals("cluster")) alive.add(startCoordinator(state, settings));
    for (String id : settings.getOrDefault("own.tablets", "").split(",")) if (!id.isEmpty()) alive.add(startTablet(state, id, settings));
    System.out.println("STARTED");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) {}
    Runtime.getRuntime().halt(alive.isEmpty() ? 1 : 0);
  }

  private static Object startCoordinator(Path state, Map<String, String> settings) throws Exception {
    Path zookeeper = Files.createDirectories(state.resolve("zookeeper"));
    ZooKeeperServer server = new ZooKeeperServer(zookeeper.toFile(), zookeeper.toFile(), 2000);
    ServerCnxnFactory.createFactory(new InetSocketAddress(HOST, Integer.parseInt(settings.get("own.zookeeper"))), 0).startup(server);
    CoordinatorServer coordinator = new CoordinatorServer(configuration(state, settings, "own.coordinator"));
    coordinator.start();
    return coordinator;
  }

  private static Object startTablet(Path state, String id, Map<String, String> settings) throws Exception {
    Configuration configuration = configuration(state, settings, "own.tablet." + id);
    configuration.setString("tablet-server.id", id);
    configuration.setString("data.dir", state.resolve("data-" + id).toString());
    TabletServer tablet = new TabletServer(configuration);
    tablet.start();
    return tablet;
  }

  /** `ports`: names a setting "port" or "port,port"; the second is a listener that asks for a login. */
  private static Configuration configuration(Path state, Map<String, String> settings, String ports) {
    Configuration configuration = new Configuration();
    configuration.setString("zookeeper.address", HOST + ":" + settings.get("own.zookeeper"));
    configuration.setString("remote.data.dir", state.resolve("remote").toUri().toString());
    settings.forEach((key, value) -> { if (!key.startsWith("own.")) configuration.setString(key, value); });
    String[] both = settings.get(ports).split(",");
    String listeners = "FLUSS://" + HOST + ":" + both[0];
    if (both.length > 1) listeners += ",CLIENT://" + HOST + ":" + both[1];
    configuration.setString("bind.listeners", listeners);
    configuration.setString("internal.listener.name", "FLUSS");
    return configuration;
  }
}
