package org.asyncio4j.simulation;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
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

  private final Simulation simulation;
  private final NetworkOptions options;
  private final Deviations deviations;
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  // By both nodes' indices, from and to; never gone through.
  private final Map<Long, Link> links = new HashMap<>();
  private final Set<Long> cut = new HashSet<>();
  private int cuttings;

  SimulatedNetwork(Simulation simulation, NetworkOptions options) {
    this.simulation = simulation;
    this.options = options;
    this.deviations = simulation.deviations();
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
    linkOf(from, to).setOptions(link);
  }

  private Link linkOf(Node from, Node to) {
    return links.computeIfAbsent(
        key(from, to),
        _ -> new Link(simulation, from, to, from == to ? LinkOptions.LOOPBACK : options.link()));
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
    if (isCutting(ones, "and", others)) {
      cut(ones, others);
      cut(others, ones);
    }
  }

  /**
   * Cuts the way from some nodes to others, but not back.
   *
   * @param from who is not heard
   * @param to who does not hear
   */
  public void partitionOneWay(Collection<Node> from, Collection<Node> to) {
    if (isCutting(from, "to", to)) {
      cut(from, to);
    }
  }

  private boolean isCutting(Collection<Node> ones, String way, Collection<Node> others) {
    cuttings++;
    return deviations.happens(
        Deviation.Kind.CUT,
        cuttings,
        () -> "the network is cut from %s %s %s".formatted(names(ones), way, names(others)));
  }

  private static String names(Collection<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.joining(", "));
  }

  private void cut(Collection<Node> from, Collection<Node> to) {
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
    partition(List.of(node), nodes().stream().filter(other -> other != node).toList());
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

  Simulation simulation() {
    return simulation;
  }

  boolean isCut(Node from, Node to) {
    return !cut.isEmpty() && cut.contains(key(from, to));
  }

  /** {@return how many nanoseconds something takes that is sent now, or {@link #LOST}} */
  long travel(Node from, Node to, int bytes) {
    Link link = linkOf(from, to);
    link.begin();
    return !from.isUp() || isCut(from, to) || link.loses() ? LOST : link.nanos(bytes);
  }

  /** {@return whether the datagram that was sent last arrives twice} */
  boolean doubles(Node from, Node to) {
    return linkOf(from, to).doubles();
  }

  /** {@return how much longer the datagram takes that was sent last, so that others overtake it} */
  OptionalLong overtaken(Node from, Node to) {
    return linkOf(from, to).overtaken();
  }

  @Override
  public String toString() {
    return "SimulatedNetwork[nodes=%s, cuts=%s]".formatted(nodes.size(), cut.size());
  }
}
