import java.net.InetSocketAddress;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A replica that takes half for a majority, rounded down: off by one. */
final class SplitBrain extends ReplicatedStore.Replica {
  private final int replicas;

  SplitBrain(
      String name,
      Map<String, InetSocketAddress> replicas,
      ReplicatedStore.Storage storage,
      RandomGenerator random) {
    super(name, replicas, storage, random);
    this.replicas = replicas.size();
  }

  @Override
  int majority() {
    return replicas / 2;
  }
}
