import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.simulation.Disk;
import org.asyncio4j.simulation.Node;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationProgram;

/**
 * Five nodes with a replica each, and clients that write and read, while nodes crash and the
 * network is cut; then all is repaired. Nothing that a client was told may be wrong.
 */
final class StoreSimulation implements SimulationProgram {

  /** Makes a replica: the right kind, or one with a bug. */
  interface Kind {
    ReplicatedStore.Replica make(
        String name,
        Map<String, InetSocketAddress> replicas,
        ReplicatedStore.Storage storage,
        RandomGenerator random);
  }

  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final int CLIENTS = 2;

  private final Kind kind;
  private final double seconds;

  StoreSimulation(Kind kind, double seconds) {
    this.kind = kind;
    this.seconds = seconds;
  }

  @Override
  public void run(Simulation simulation) throws Exception {
    new World(simulation).run();
  }

  /** What a simulated disk does for a replica. */
  private record OnDisk(Disk disk) implements ReplicatedStore.Storage {
    @Override
    public String load() throws IOException {
      return disk.exists("state") ? new String(disk.read("state"), UTF_8) : "";
    }

    @Override
    public void save(String state) throws IOException {
      disk.write("new", state.getBytes(UTF_8));
      disk.sync("new");
      disk.rename("new", "state");
    }
  }

  private final class World {
    private final Simulation simulation;
    private final RandomGenerator random;
    private final Map<String, InetSocketAddress> addresses = new TreeMap<>();
    private final Map<String, ReplicatedStore.Replica> replicas = new TreeMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final int[] acknowledged = new int[CLIENTS];

    World(Simulation simulation) {
      this.simulation = simulation;
      this.random = simulation.random();
    }

    void run() throws Exception {
      NAMES.forEach(name -> addresses.put(name, InetSocketAddress.createUnresolved(name, 80)));
      for (String name : NAMES) {
        Node node = simulation.node(name);
        node.disk().setTearing(0.5);
        nodes.add(node);
        node.start(
            () -> {
              var storage = new OnDisk(node.disk());
              var replica =
                  kind.make(
                      name,
                      addresses,
                      storage,
                      new SplittableRandom(simulation.random().nextLong()));
              replicas.put(name, replica);
              replica.run();
            });
      }
      double end = getRunningLoop().time() + seconds;
      Asyncio.await(gather(() -> trouble(end), () -> client(0, end), () -> client(1, end)));
      checkLogs();
    }

    // --- trouble --------------------------------------------------------------------------------

    private void trouble(double end) {
      while (getRunningLoop().time() < end) {
        sleep(random.nextDouble(0.5, 4));
        makeTrouble();
      }
      simulation.network().heal();
      nodes.stream().filter(node -> !node.isUp()).forEach(Node::restart);
    }

    private void makeTrouble() {
      Node node = nodes.get(random.nextInt(nodes.size()));
      switch (random.nextInt(6)) {
        case 0 -> {
          List<Node> shuffled = new ArrayList<>(nodes);
          Collections.shuffle(shuffled, Random.from(random));
          int cut = random.nextInt(1, nodes.size());
          simulation.network().partition(shuffled.subList(0, cut), shuffled.subList(cut, 5));
        }
        case 1 -> simulation.network().isolate(node);
        case 2 -> node.crash();
        case 3 -> {
          if (node.isUp()) {
            node.kill();
            node.restart();
          }
        }
        default -> {
          simulation.network().heal();
          nodes.stream().filter(down -> !down.isUp()).forEach(Node::restart);
        }
      }
    }

    // --- clients --------------------------------------------------------------------------------

    private void client(int number, double end) throws IOException {
      List<InetSocketAddress> all = List.copyOf(addresses.values());
      Node machine = simulation.node("client-" + number);
      machine.run(
          () -> {
            for (int version = 1; getRunningLoop().time() < end; version++) {
              sleep(simulation.random().nextDouble());
              ReplicatedStore.command(all, "PUT key-%s %s %s".formatted(number, version, version));
              acknowledged[number] = version;
              check(all, simulation.random().nextInt(CLIENTS));
            }
            for (int i = 0; i < CLIENTS; i++) {
              check(all, i);
            }
          });
    }

    /** A read that begins after a write was acknowledged must see it, or a later one. */
    private void check(List<InetSocketAddress> all, int number) {
      int known = acknowledged[number];
      String value = ReplicatedStore.command(all, "GET key-" + number);
      simulation.note("read key-%s: %s, known: %s".formatted(number, value, known));
      assertThat(value.isEmpty() ? 0 : Integer.parseInt(value))
          .as("what key-%s is, of which version %s was acknowledged", number, known)
          .isGreaterThanOrEqualTo(known);
    }

    /** What two replicas hold for committed is the same, as far as both have it. */
    private void checkLogs() {
      List<ReplicatedStore.Entry> longest = List.of();
      for (ReplicatedStore.Replica replica : replicas.values()) {
        List<ReplicatedStore.Entry> committed = replica.committed();
        int common = Math.min(committed.size(), longest.size());
        assertThat(committed.subList(0, common)).isEqualTo(longest.subList(0, common));
        longest = committed.size() > longest.size() ? committed : longest;
      }
    }
  }
}
