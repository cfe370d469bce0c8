package org.asyncio4j.simulation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * A simulated machine: it has an address, a disk, and programs that run on it. Loop thread only.
 *
 * <pre>
 *   UP --crash--> DOWN --restart--> UP
 * </pre>
 *
 * <p>A program is the body of what would be {@code Asyncio.run} on a machine of its own: it uses
 * {@code Net} as ever. When it ends, its other tasks are cancelled and waited for, and then the
 * system closes the sockets that it has left open: what it was still to send is lost.
 *
 * <p>Java only.
 */
public final class Node {
  private final Simulation simulation;
  private final String name;
  private final int index;
  private final InetAddress address;
  private final RandomGenerator random;
  private final Ports ports = new Ports();
  private final Disk disk;

  private final List<Callable<?>> programs = new ArrayList<>();
  private final List<NodeProcess> processes = new ArrayList<>();
  private boolean up = true;
  private int boot = 1;
  private int processesMade;
  private int crashes;
  private int kills;

  // A crash or kill was ignored, see Deviations: the restart after it is to be ignored, too.
  private boolean spared;

  Node(Simulation simulation, String name, int index, InetAddress address) {
    this.simulation = simulation;
    this.name = name;
    this.index = index;
    this.address = address;
    this.random = simulation.draws("program on " + name).stream();
    this.disk = new Disk(this);
  }

  // --- programs ---------------------------------------------------------------------------------

  /**
   * Starts a program, which {@link #restart} starts again. If it fails, the simulation fails.
   *
   * @param program runs as a task on this node
   * @throws IllegalStateException if the node is down
   */
  public void start(Action program) {
    Objects.requireNonNull(program, "program");
    requireUp("start");
    Callable<@Nullable Void> callable = asCallable(program);
    programs.add(callable);
    begin(callable);
  }

  private void begin(Callable<?> program) {
    NodeProcess process = newProcess();
    process
        .start(program)
        .addDoneCallback(result -> startedHasEnded(process, result), simulation.context());
  }

  private void startedHasEnded(NodeProcess process, Future<?> result) {
    Throwable thrown = result.cancelled() ? null : result.exception();
    if (thrown != null && !process.died()) {
      simulation.fail(thrown);
    }
  }

  /**
   * Runs a program once, besides those that were started, and waits for its end. If the calling
   * task is cancelled, so is the program.
   *
   * @param program runs as a task on this node
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   * @throws NodeDownException if it is killed, or the node crashes, before it has ended
   * @throws IllegalStateException if the node is down
   */
  public <T extends @Nullable Object> T run(Callable<T> program) throws NodeDownException {
    Objects.requireNonNull(program, "program");
    requireUp("run");
    return Asyncio.await(newProcess().start(program), NodeDownException.class);
  }

  /**
   * As {@link #run(Callable)}, without a result.
   *
   * @param program runs as a task on this node
   * @throws NodeDownException if it is killed, or the node crashes, before it has ended
   * @throws IllegalStateException if the node is down
   */
  public void run(Action program) throws NodeDownException {
    run(asCallable(program));
  }

  private static Callable<@Nullable Void> asCallable(Action program) {
    return () -> {
      program.run();
      return null;
    };
  }

  private NodeProcess newProcess() {
    processesMade++;
    var process =
        new NodeProcess(this, processesMade == 1 ? name : "%s.%s".formatted(name, processesMade));
    processes.add(process);
    simulation.trace().addAt(process.name(), "starts", "", 0);
    return process;
  }

  void ended(NodeProcess process) {
    processes.remove(process);
  }

  private void requireUp(String what) {
    if (!up) {
      throw new IllegalStateException("%s: %s is down: restart() it first".formatted(what, this));
    }
  }

  // --- what may happen to it --------------------------------------------------------------------

  /**
   * Cuts the power: its tasks are never run again, what was not synced to its disk is lost, and the
   * network is not told. Others find out when what they send is not confirmed in time, or by a
   * reset from the restarted node. Does nothing if it is down.
   *
   * <p>A task of this node that calls this goes on to its next suspension.
   */
  public void crash() {
    crashes++;
    if (!up || isSpared(Deviation.Kind.CRASHED, crashes, "loses its power")) {
      return;
    }
    simulation.trace().addAt(name, "crashes", "", 0);
    up = false;
    processes.forEach(NodeProcess::powerLost);
    processes.clear();
    ports.clear();
    disk.powerLost();
  }

  /**
   * Kills its programs at once: their tasks are never run again. The node stays up, its disk has
   * all that was written, and its system closes their sockets: what they had sent arrives, and then
   * the end, as if they had wanted it; or a reset, if something had come that they had not read.
   * Does nothing if no program runs.
   */
  public void kill() {
    kills++;
    if (processes.isEmpty() || isSpared(Deviation.Kind.KILLED, kills, "has its programs killed")) {
      return;
    }
    for (NodeProcess process : List.copyOf(processes)) {
      simulation.trace().addAt(process.name(), "is killed", "", 0);
      process.kill();
    }
    processes.clear();
  }

  private boolean isSpared(Deviation.Kind kind, int number, String what) {
    spared =
        !simulation
            .deviations()
            .happens(kind, Deviations.site(name), number, () -> "%s %s".formatted(name, what));
    return spared;
  }

  /**
   * Brings it up, if it is down, and starts anew the programs that were {@linkplain #start
   * started}, with the same disk.
   *
   * @throws IllegalStateException if programs are running: {@link #crash} or {@link #kill} it first
   */
  public void restart() {
    if (spared && !processes.isEmpty()) {
      spared = false;
      return;
    }
    if (!processes.isEmpty()) {
      throw new IllegalStateException(
          "restart: %s is running %s: crash() or kill() it first".formatted(this, processes));
    }
    simulation.trace().addAt(name, "restarts", "", 0);
    if (!up) {
      up = true;
      boot++;
    }
    programs.forEach(this::begin);
  }

  // --- what it is -------------------------------------------------------------------------------

  /** {@return what its address is looked up by} */
  public String name() {
    return name;
  }

  /** {@return its address} */
  public InetAddress address() {
    return address;
  }

  /** {@return its disk, which outlives crashes} */
  public Disk disk() {
    return disk;
  }

  /** {@return whether it has power} */
  public boolean isUp() {
    return up;
  }

  Simulation simulation() {
    return simulation;
  }

  Ports ports() {
    return ports;
  }

  int index() {
    return index;
  }

  /** {@return chance for the programs on it} */
  RandomGenerator random() {
    return random;
  }

  /** {@return how often it has been brought up} */
  int boot() {
    return boot;
  }

  @Override
  public String toString() {
    return "node " + name;
  }
}
