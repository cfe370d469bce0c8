package org.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ContextVar;
import org.asyncio4j.Coroutine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Steps;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.conformance.Op.Returned;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;

/** One run of one program, on a loop of its own in virtual time. */
final class Interpreter {
  private static final int WATCHDOG_SECONDS = 1000;

  private final Program program;
  private final BodyStyle style;
  private final EventLoop loop;
  private final Trace trace = new Trace();
  private final Numbering numbering = new Numbering();
  private final ContextVar<Integer> variable = new ContextVar<>("var", 0);
  private @Nullable Resources resources;

  private Interpreter(Program program, EngineKind engine, BodyStyle style) {
    this.program = program;
    this.style = style;
    this.loop =
        VirtualTime.newEventLoop(new VirtualClock(), LoopOptions.DEFAULT.withEngine(engine));
  }

  /** {@return the trace of a program} */
  static List<String> run(Program program, EngineKind engine, BodyStyle style) {
    return new Interpreter(program, engine, style).run();
  }

  // --- the whole run ----------------------------------------------------------------------------

  private List<String> run() {
    loop.setExceptionHandler((_, _) -> {});
    try {
      runToTheEnd();
    } catch (DeadlockError deadlock) {
      trace.addEnding("deadlock");
    } catch (TraceFullError full) {
      trace.addEnding("trace-full");
    } catch (Error unexpected) {
      trace.addEnding("stopped by " + unexpected);
    } finally {
      trace.close();
      unwind();
      loop.close();
    }
    return trace.lines();
  }

  private void runToTheEnd() {
    Task<String> main = loop.createTask(main());
    numbering.register(main);
    try {
      say("run", "result " + loop.runUntilComplete(main));
    } catch (CancelledError cancelled) {
      say("run", "result " + Kinds.of(cancelled));
    } catch (Exception thrown) {
      say("run", "result " + Kinds.of(thrown));
    }
    cancelLeftTasks();
    say("run", "closed");
  }

  private Coroutine<String> main() {
    return switch (style) {
      case METHODS ->
          Asyncio.coroutine(
              () -> {
                prepare();
                return body(0);
              });
      case STACKLESS -> Steps.begin().run(this::prepare).await(() -> coroutine(0)).coroutine();
    };
  }

  private void prepare() {
    Task<String> main = currentTask();
    loop.callLater(WATCHDOG_SECONDS, () -> main.cancel("watchdog"));
    resources = Resources.create(loop);
  }

  private void cancelLeftTasks() {
    var left = new ArrayList<Task<?>>();
    for (Task<String> task : numbering.tasks()) {
      if (!task.done()) {
        left.add(task);
      }
    }
    for (Task<?> task : Asyncio.allTasks(loop)) {
      if (!numbering.knows(task)) {
        left.add(task);
      }
    }
    left.forEach(Task::cancel);
    if (!left.isEmpty()) {
      loop.runUntilComplete(Asyncio.gatherOutcomes(left));
    }
  }

  /** Ends the tasks of a deadlock, whose threads would otherwise stay suspended for ever. */
  private void unwind() {
    try {
      cancelLeftTasks();
    } catch (DeadlockError again) {
      trace.addEnding("tasks did not end although they execute nothing any more");
    }
  }

  // --- bodies -----------------------------------------------------------------------------------

  /** {@return a body in the style of this run} */
  Coroutine<String> coroutine(int index) {
    return switch (style) {
      case METHODS -> Asyncio.coroutine(() -> body(index));
      case STACKLESS -> coroutineOf(new StacklessBody(this, index));
    };
  }

  static <T extends @Nullable Object> Coroutine<T> coroutineOf(StateMachine<T> machine) {
    return Asyncio.coroutine(machine);
  }

  private String body(int index) throws Exception {
    bodyStarts();
    Returned returned;
    try {
      returned = block(program.bodies().get(index), null);
    } catch (CancelledError cancelled) {
      say("cancelled-out" + Kinds.reason(cancelled));
      throw cancelled;
    } catch (Exception thrown) {
      say("fail " + Kinds.of(thrown));
      throw thrown;
    }
    return bodyEnds(index, returned);
  }

  void bodyStarts() {
    numbering.register(currentTask());
    say("start");
  }

  /** {@return the result of the body} */
  String bodyEnds(int index, @Nullable Returned returned) {
    String value = returned == null ? "r" + index : returned.value();
    say("end " + value);
    return value;
  }

  /** {@return what executes a body's ops one step at a time} */
  StacklessBlock stacklessBlock(int index) {
    return new StacklessBlock(this, program.bodies().get(index), null);
  }

  /** {@return whether nobody looks any more: what still runs only has to end} */
  boolean isOver() {
    return trace.isClosed();
  }

  /** Executes ops in order, until one returns or throws. */
  @Nullable Returned block(List<Op> ops, @Nullable TaskGroup group) throws Exception {
    for (Op op : ops) {
      if (isOver()) {
        return null;
      }
      Returned returned = op.execute(this, group);
      if (returned != null) {
        return returned;
      }
    }
    return null;
  }

  /** Executes a body in the current task. */
  @Nullable Returned call(int index) throws Exception {
    return block(program.bodies().get(index), null);
  }

  // --- for the ops ------------------------------------------------------------------------------

  void say(String text) {
    Optional<Task<?>> task = Asyncio.currentTask();
    say(task.map(numbering::nameOf).orElse("cb"), text);
  }

  private void say(String who, String text) {
    trace.add("%s %s %s".formatted((long) loop.time(), who, text));
  }

  EventLoop loop() {
    return loop;
  }

  Resources resources() {
    return Objects.requireNonNull(resources, "resources");
  }

  ContextVar<Integer> variable() {
    return variable;
  }

  Numbering numbering() {
    return numbering;
  }

  /** {@return the task that runs the op; all tasks of a run have bodies, which return strings} */
  @SuppressWarnings("unchecked")
  Task<String> currentTask() {
    return (Task<String>) Asyncio.currentTask().orElseThrow();
  }

  /** {@return the task that {@code k} names, null unless it is younger than the current one} */
  @Nullable Task<String> laterTask(int k) {
    return numbering.younger(k, currentTask());
  }

  /** {@return those of {@code ks} that are younger than the current one, each once} */
  List<Task<String>> laterTasks(List<Integer> ks) {
    var found = new ArrayList<Task<String>>();
    for (int k : ks) {
      Task<String> task = laterTask(k);
      if (task != null && !found.contains(task)) {
        found.add(task);
      }
    }
    return found;
  }
}
