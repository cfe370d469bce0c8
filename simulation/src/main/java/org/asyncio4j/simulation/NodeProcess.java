package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs on a node, with its tasks and sockets. Loop thread only.
 *
 * <pre>
 *   ALIVE --exit--> EXITED            its program and all its other tasks have ended
 *   ALIVE --kill, powerLost--> DEAD   they have not, and are not run any more
 * </pre>
 */
final class NodeProcess {
  static final ContextVar<NodeProcess> CURRENT = new ContextVar<>("process");

  /** What the kernel has for a process. */
  interface Socket {
    boolean isOpen();

    /** The process has ended, or was killed: the system closes what it has left open. */
    void processEnds();

    /** Its machine has no power any more. */
    default void powerLost() {}
  }

  private enum State {
    ALIVE,
    EXITED,
    DEAD
  }

  private static final int FIRST_LIMIT = 64;

  private final Node node;
  private final int boot;
  private final String name;
  private final Context context;
  private final List<Socket> sockets = new ArrayList<>();
  private int tidyAt = FIRST_LIMIT;
  private State state = State.ALIVE;
  private @Nullable Future<?> outcome;

  NodeProcess(Node node, String name) {
    this.node = node;
    this.boot = node.boot();
    this.name = name;
    this.context = Context.copyContext();
    Contexts.run(
        context,
        () -> {
          CURRENT.set(this);
          Network.use(new NodeNetwork(this));
        });
  }

  static @Nullable NodeProcess currentOrNull() {
    return Context.copyContext().get(CURRENT);
  }

  Node node() {
    return node;
  }

  String name() {
    return name;
  }

  boolean alive() {
    return state == State.ALIVE;
  }

  /** {@return whether it was killed, or has lost its power, before it had ended} */
  boolean died() {
    return state == State.DEAD;
  }

  /** {@return whether its machine has had power all the time since it began} */
  boolean powered() {
    return node.isUp() && node.boot() == boot;
  }

  /** {@return what the program has to show for; fails if the process dies before its end} */
  <T extends @Nullable Object> Future<T> start(Callable<T> program) {
    Simulation simulation = node.simulation();
    Future<T> result = simulation.loop().createFuture();
    outcome = result;
    Task<T> task =
        simulation
            .loop()
            .createTask(Asyncio.coroutine(program), TaskOptions.named(name).withContext(context));
    task.addDoneCallback(ended -> ended(ended, result), simulation.context());
    result.addDoneCallback(
        cancelled -> {
          if (cancelled.cancelled()) {
            task.cancel();
          }
        },
        simulation.context());
    return result;
  }

  /** The program's own task has ended: its other ones are cancelled, and waited for. */
  private <T extends @Nullable Object> void ended(Future<T> task, Future<T> result) {
    if (!alive()) {
      if (!task.cancelled()) {
        task.exception(); // nobody is interested any more
      }
      return;
    }
    List<Task<?>> others = tasks();
    others.forEach(Task::cancel);
    whenAllAreOver(others, () -> exit(task, result));
  }

  private List<Task<?>> tasks() {
    return Asyncio.allTasks(node.simulation().loop()).stream()
        .filter(task -> task.getContext().get(CURRENT) == this)
        .toList();
  }

  private void whenAllAreOver(List<Task<?>> tasks, Runnable then) {
    int[] left = {tasks.size()};
    if (left[0] == 0) {
      then.run();
    }
    for (Task<?> task : tasks) {
      task.addDoneCallback(
          over -> {
            reportFailure(over);
            if (--left[0] == 0 && alive()) {
              then.run();
            }
          },
          node.simulation().context());
    }
  }

  private void reportFailure(Future<?> over) {
    Throwable thrown = over.cancelled() ? null : over.exception();
    if (thrown != null && alive()) {
      node.simulation()
          .loop()
          .callExceptionHandler(
              ErrorReport.of("unhandled exception while %s was ending".formatted(this))
                  .withException(thrown)
                  .withTask((Task<?>) over));
    }
  }

  /** All tasks are over: its sockets are closed, and when their protocols know, it is no more. */
  private <T extends @Nullable Object> void exit(Future<T> task, Future<T> result) {
    Simulation simulation = node.simulation();
    simulation.trace().addAt(name, "exits", "", 0);
    List.copyOf(sockets).forEach(Socket::processEnds);
    sockets.clear();
    simulation
        .loop()
        .callSoon(
            () -> {
              if (alive()) {
                state = State.EXITED;
                node.ended(this);
                tell(task, result);
              }
            },
            simulation.context());
  }

  private static <T extends @Nullable Object> void tell(Future<T> task, Future<T> result) {
    if (result.done()) {
      return;
    }
    if (task.cancelled()) {
      result.cancel();
    } else if (task.exception() != null) {
      result.setException(Objects.requireNonNull(task.exception()));
    } else {
      result.setResult(task.result());
    }
  }

  void add(Socket socket) {
    if (sockets.size() >= tidyAt) {
      sockets.removeIf(old -> !old.isOpen());
      tidyAt = Math.max(FIRST_LIMIT, sockets.size() * 2);
    }
    sockets.add(socket);
  }

  /** It ends at once, and the system closes its sockets. */
  void kill() {
    List.copyOf(sockets).forEach(Socket::processEnds);
    dies("has been killed");
  }

  /** It ends at once, and nobody is told. */
  void powerLost() {
    List.copyOf(sockets).forEach(Socket::powerLost);
    dies("has crashed");
  }

  private void dies(String how) {
    state = State.DEAD;
    sockets.clear();
    Future<?> waited = outcome;
    if (waited != null && !waited.done()) {
      waited.setException(new NodeDownException("%s %s".formatted(this, how)));
    }
  }

  /**
   * Refuses the tasks of a process that is no more, which clean up when the simulation is over.
   *
   * @throws NodeDownException if it is no more
   */
  void requireAlive() throws NodeDownException {
    if (!alive()) {
      throw new NodeDownException(
          "%s %s".formatted(this, state == State.DEAD ? "is dead" : "has ended"));
    }
    if (node.simulation().over()) {
      throw new NodeDownException("the simulation of %s is over".formatted(this));
    }
  }

  @Override
  public String toString() {
    return "process " + name;
  }
}
