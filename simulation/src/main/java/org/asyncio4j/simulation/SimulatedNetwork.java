package org.asyncio4j.simulation;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is between the nodes: how long it takes, what is lost, who cannot reach whom. Loop thread
 * only.
 *
 * <p>Java only.
 */
public final class SimulatedNetwork {
  /** What {@link #travel} says of what does not arrive. */
  static final long LOST = -1;

  private static final int NODES_IN_A_NET = 250;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** One direction between two nodes that has a bandwidth or options of its own. */
  private static final class Link {
    LinkOptions options;
    long busyUntil;

    Link(LinkOptions options) {
      this.options = options;
    }
  }

  private final Simulation simulation;
  private final NetworkOptions options;
  private final RandomGenerator random;
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  // By both nodes' indices, from and to; never gone through.
  private final Map<Long, Link> links = new HashMap<>();
  private final Set<Long> cut = new HashSet<>();

  SimulatedNetwork(Simulation simulation, NetworkOptions options, RandomGenerator random) {
    this.simulation = simulation;
    this.options = options;
    this.random = random;
  }

  // --- nodes ------------------------------------------------------------------------------------

  Node node(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || Character.isDigit(name.charAt(0)) || name.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a node's name must not look like an address, got '%s'".formatted(name));
    }
    return nodes.computeIfAbsent(name, this::newNode);
  }

  private Node newNode(String name) {
    int index = nodes.size();
    byte[] figures = {10, 0, (byte) (index / NODES_IN_A_NET), (byte) (index % NODES_IN_A_NET + 1)};
    return new Node(simulation, name, index, Ports.named(name, figures));
  }

  /** {@return all nodes, in the order in which they were made} */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  @Nullable Node lookUp(String name) {
    return nodes.get(name);
  }

  @Nullable Node lookUp(InetAddress address) {
    for (Node node : nodes.values()) {
      if (node.address().equals(address)) {
        return node;
      }
    }
    return null;
  }

  // --- links ------------------------------------------------------------------------------------

  /**
   * Changes both directions between two nodes.
   *
   * @param one a node
   * @param other another one
   * @param link how they behave from now on
   */
  public void link(Node one, Node other, LinkOptions link) {
    linkOneWay(one, other, link);
    linkOneWay(other, one, link);
  }

  /**
   * Changes one direction between two nodes.
   *
   * @param from a node
   * @param to another one
   * @param link how it behaves from now on
   */
  public void linkOneWay(Node from, Node to, LinkOptions link) {
    Objects.requireNonNull(link, "link");
    simulation.trace().addAt(from.name(), "has another link to", to.name(), 0);
    linkOf(from, to).options = link;
  }

  private Link linkOf(Node from, Node to) {
    return links.computeIfAbsent(
        key(from, to), _ -> new Link(from == to ? LinkOptions.LOOPBACK : options.link()));
  }

  private static Long key(Node from, Node to) {
    return ((long) from.index() << Integer.SIZE) | to.index();
  }

  // --- partitions -------------------------------------------------------------------------------

  /**
   * Cuts what is between two sets of nodes, in both directions: nothing that one sends to the other
   * arrives, until they are healed. What is on its way is lost. Connections stay, and stand still.
   *
   * @param ones some nodes
   * @param others other nodes
   */
  public void partition(Collection<Node> ones, Collection<Node> others) {
    partitionOneWay(ones, others);
    partitionOneWay(others, ones);
  }

  /**
   * Cuts the way from some nodes to others, but not back.
   *
   * @param from who is not heard
   * @param to who does not hear
   */
  public void partitionOneWay(Collection<Node> from, Collection<Node> to) {
    for (Node sender : from) {
      for (Node receiver : to) {
        if (sender != receiver && cut.add(key(sender, receiver))) {
          simulation.trace().addAt(sender.name(), "is cut from", receiver.name(), 0);
        }
      }
    }
  }

  /**
   * Cuts a node from all others that there are, in both directions.
   *
   * @param node the lonely one
   */
  public void isolate(Node node) {
    partition(List.of(node), nodes());
  }

  /** Ends all partitions. */
  public void heal() {
    if (!cut.isEmpty()) {
      simulation.trace().addAt("", "all is healed", "", 0);
      cut.clear();
    }
  }

  /**
   * Ends the partitions between two sets of nodes, in both directions.
   *
   * @param ones some nodes
   * @param others other nodes
   */
  public void heal(Collection<Node> ones, Collection<Node> others) {
    for (Node one : ones) {
      for (Node other : others) {
        healOneWay(one, other);
        healOneWay(other, one);
      }
    }
  }

  private void healOneWay(Node from, Node to) {
    if (cut.remove(key(from, to))) {
      simulation.trace().addAt(from.name(), "reaches again", to.name(), 0);
    }
  }

  // --- for what travels here --------------------------------------------------------------------

  NetworkOptions options() {
    return options;
  }

  RandomGenerator random() {
    return random;
  }

  Simulation simulation() {
    return simulation;
  }

  LinkOptions link(Node from, Node to) {
    return linkOf(from, to).options;
  }

  boolean isCut(Node from, Node to) {
    return !cut.isEmpty() && cut.contains(key(from, to));
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** {@return how many nanoseconds something takes that is sent now, or {@link #LOST}} */
  long travel(Node from, Node to, int bytes) {
    Link link = linkOf(from, to);
    if (!from.isUp() || isCut(from, to) || chance(link.options.loss())) {
      return LOST;
    }
    long latency = Checks.drawn(link.options.latency(), random);
    return link.options.bytesPerSecond().isEmpty() ? latency : latency + queueing(link, bytes);
  }

  private long queueing(Link link, int bytes) {
    long now = simulation.nanos();
    long begins = Math.max(now, link.busyUntil);
    link.busyUntil = begins + bytes * NANOS_PER_SECOND / link.options.bytesPerSecond().getAsLong();
    return link.busyUntil - now;
  }

  @Override
  public String toString() {
    return "SimulatedNetwork[nodes=%d, cuts=%d]".formatted(nodes.size(), cut.size());
  }
}
