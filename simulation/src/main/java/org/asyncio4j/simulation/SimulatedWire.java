package org.asyncio4j.simulation;

import java.net.ConnectException;
import java.util.ArrayDeque;
import org.asyncio4j.net.ConnectionResetException;
import org.asyncio4j.net.Wire;

/**
 * One direction of a stream, as TCP makes it: everything arrives once and in order; what is lost is
 * sent again, after longer and longer times, until the sender gives the connection up.
 *
 * <pre>
 *   FLOWING --something is lost, or not confirmed--> STALLED --sent again--> FLOWING
 *   STALLED --given up--> FLOWING, for a reset to who still believes in the connection
 *   FLOWING --reset by a new kernel--> BROKEN
 * </pre>
 *
 * <p>Loop thread only.
 */
final class SimulatedWire implements Wire {
  private static final long FIRST_RETRY = 200_000_000;
  private static final long LONGEST_RETRY = 120_000_000_000L;
  private static final long PROBE = 1_000_000_000;

  private enum State {
    FLOWING,
    STALLED,
    BROKEN
  }

  /** What is sent in one piece. */
  private static final class Segment {
    final int bytes;
    final Runnable arrival;
    boolean onItsWay;
    boolean arrived;

    Segment(int bytes, Runnable arrival) {
      this.bytes = bytes;
      this.arrival = arrival;
    }
  }

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final WireEnd from;
  private final WireEnd to;

  private State state = State.FLOWING;

  // Not yet handed to the receiver, in the order of sending; last of all, perhaps, one without
  // anything in it, which is sent to hear whether somebody is still there.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long lastArrival;
  private long retryAfter = FIRST_RETRY;
  private long stalledSince;

  SimulatedWire(Simulation simulation, WireEnd from, WireEnd to) {
    this.simulation = simulation;
    this.network = simulation.network();
    this.from = from;
    this.to = to;
  }

  private void trace(String what, int bytes) {
    simulation.trace().addAt(from.process().name(), what, to.process().name(), bytes);
  }

  // --- sending ----------------------------------------------------------------------------------

  @Override
  public void carry(int bytes, Runnable arrival) {
    if (state == State.BROKEN || !from.process().powered() || simulation.over()) {
      return;
    }
    trace("sends to", bytes);
    var segment = new Segment(bytes, arrival);
    segments.add(segment);
    if (state == State.FLOWING) {
      transmit(segment);
    }
  }

  /** Who waits for room at a dead machine sends a probe: else it would wait for ever. */
  @Override
  public void blocked() {
    if (!to.process().powered()) {
      probe();
    }
  }

  void receiverHasLostPower() {
    if (from.isBlocked()) {
      probe();
    }
  }

  private void probe() {
    if (segments.isEmpty()) {
      carry(0, () -> {});
    }
  }

  private void transmit(Segment segment) {
    long travel = network.travel(from.node(), to.node(), segment.bytes);
    if (travel == SimulatedNetwork.LOST) {
      stall();
      return;
    }
    segment.onItsWay = true;
    lastArrival = Math.max(simulation.nanos() + travel, lastArrival);
    simulation.later(lastArrival - simulation.nanos(), () -> arrive(segment));
  }

  private void stall() {
    if (state != State.FLOWING) {
      return;
    }
    trace("gets nothing through to", 0);
    state = State.STALLED;
    if (retryAfter == FIRST_RETRY) {
      stalledSince = simulation.nanos();
    }
    simulation.later(retryAfter, this::retry);
  }

  private void retry() {
    if (state != State.STALLED || !from.process().powered()) {
      return;
    }
    if (simulation.nanos() - stalledSince >= network.options().sendTimeout().toNanos()) {
      trace("gives up", 0);
      segments.clear();
      state = State.FLOWING;
      retryAfter = FIRST_RETRY;
      from.lose(new ConnectException("Connection timed out: " + from));
      return;
    }
    state = State.FLOWING;
    retryAfter = Math.min(retryAfter * 2, LONGEST_RETRY);
    for (Segment segment : segments) {
      if (state == State.FLOWING && !segment.onItsWay && !segment.arrived) {
        transmit(segment);
      }
    }
  }

  // --- arriving ---------------------------------------------------------------------------------

  private void arrive(Segment segment) {
    segment.onItsWay = false;
    if (state == State.BROKEN || simulation.over()) {
      return;
    }
    if (!to.node().isUp() || network.isCut(from.node(), to.node())) {
      stall();
      return;
    }
    if (!to.process().powered()) {
      resetByNewKernel();
      return;
    }
    segment.arrived = true;
    boolean confirmed = !network.isCut(to.node(), from.node());
    if (confirmed) {
      retryAfter = FIRST_RETRY;
    }
    while (!segments.isEmpty() && segments.getFirst().arrived) {
      to.run(segments.removeFirst().arrival);
    }
    if (!confirmed && segments.isEmpty()) {
      segments.add(new Segment(0, () -> {})); // stands for what will be sent again
      stall();
    }
  }

  /** The receiver's node has been restarted, and does not know the connection. */
  private void resetByNewKernel() {
    state = State.BROKEN;
    back(
        () -> {
          if (from.process().powered()) {
            trace("is reset by", 0);
            from.lose(new ConnectionResetException("Connection reset by peer: " + from));
          }
        });
  }

  @Override
  public void acknowledge(Runnable arrival) {
    back(
        () -> {
          if (state != State.BROKEN && from.process().powered()) {
            from.run(arrival);
          }
        });
  }

  /** Has something small go back, again and again until it arrives. */
  private void back(Runnable arrival) {
    if (!to.node().isUp() || !from.process().powered() || simulation.over()) {
      return;
    }
    long travel = network.travel(to.node(), from.node(), 0);
    if (travel == SimulatedNetwork.LOST) {
      simulation.later(PROBE, () -> back(arrival));
    } else {
      simulation.later(travel, arrival);
    }
  }

  @Override
  public String toString() {
    return "wire from %s to %s, %s".formatted(from, to, state);
  }
}
