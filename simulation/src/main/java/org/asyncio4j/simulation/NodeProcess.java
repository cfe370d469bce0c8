package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ContextVar;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs on a node, with its tasks and sockets. Loop thread only.
 *
 * <pre>
 *   ALIVE --exit, kill, powerLost--> DEAD   its tasks are not run any more
 * </pre>
 */
final class NodeProcess {
  static final ContextVar<NodeProcess> CURRENT = new ContextVar<>("process");

  /** What the kernel has for a process. */
  interface Socket {
    boolean isOpen();

    /** The process has ended. */
    void processExits();

    /** The process has been killed. */
    void processKilled();
  }

  private static final int FIRST_LIMIT = 64;

  private final Node node;
  private final int boot;
  private final String name;
  private final Context context;
  private final List<Socket> sockets = new ArrayList<>();
  private int tidyAt = FIRST_LIMIT;
  private boolean alive = true;
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
    return alive;
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

  private <T extends @Nullable Object> void ended(Future<T> task, Future<T> result) {
    if (!alive) {
      if (!task.cancelled()) {
        task.exception(); // nobody is interested any more
      }
      return;
    }
    exit();
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

  /** The program has ended by itself: its other tasks are cancelled, its sockets are closed. */
  private void exit() {
    node.simulation().trace().addAt(name, "exits", "", 0);
    for (Task<?> task : Asyncio.allTasks(node.simulation().loop())) {
      if (task.getContext().get(CURRENT) == this) {
        task.cancel();
      }
    }
    node.ended(this);
    List.copyOf(sockets).forEach(Socket::processExits);
    sockets.clear();
  }

  /** It ends at once, and the kernel resets its connections. */
  void kill() {
    List.copyOf(sockets).forEach(Socket::processKilled);
    dies("has been killed");
  }

  /** It ends at once, and nobody is told. */
  void powerLost() {
    dies("has crashed");
  }

  private void dies(String how) {
    alive = false;
    sockets.clear();
    Future<?> waited = outcome;
    if (waited != null && !waited.done()) {
      waited.setException(new NodeDownException("%s %s".formatted(this, how)));
    }
  }

  /**
   * Refuses the tasks of a dead process, which clean up when the simulation is over.
   *
   * @throws NodeDownException if it is dead
   */
  void requireAlive() throws NodeDownException {
    if (!alive) {
      throw new NodeDownException("%s is dead".formatted(this));
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
