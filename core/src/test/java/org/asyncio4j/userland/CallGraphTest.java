package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.captureCallGraph;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.formatCallGraph;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.printCallGraph;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Behaviour;
import org.asyncio4j.CallGraphOptions;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.FrameCallGraphEntry;
import org.asyncio4j.Future;
import org.asyncio4j.FutureCallGraph;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Call graphs; in a package of its own, because asyncio4j's own frames are left out. */
@Timeout(60)
final class CallGraphTest {

  /** A way to wait for a task. */
  private record Way(String name, Wait begin) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Wait {
    void forTask(Task<?> task) throws Exception;
  }

  static List<Way> ways() {
    var ways = new ArrayList<>(waysThatLeaveTheTaskAlone());
    ways.add(new Way("await", Asyncio::await));
    ways.add(new Way("gather", task -> await(gather(task))));
    ways.add(new Way("gather of gathers", task -> await(gather(gather(task), gather(task)))));
    ways.add(new Way("gatherOutcomes", task -> await(Asyncio.gatherOutcomes(task))));
    ways.add(new Way("waitFor", task -> waitFor(task, 100)));
    ways.add(new Way("timeout", task -> timeout(100, () -> await(task))));
    ways.add(new Way("get", Task::get));
    return ways;
  }

  static List<Way> waysThatLeaveTheTaskAlone() {
    return List.of(
        new Way("wait", task -> Asyncio.wait(Set.of(task))),
        new Way("wait with a limit", task -> Asyncio.wait(Set.of(task), 100)),
        new Way(
            "wait for the first", task -> Asyncio.wait(Set.of(task), ReturnWhen.FIRST_COMPLETED)),
        new Way("shield", task -> await(shield(task))),
        new Way(
            "asCompleted", task -> Asyncio.asCompleted(List.of(task)).futures().iterator().next()),
        new Way("get with a limit", task -> task.get(100, TimeUnit.SECONDS)));
  }

  private static void outer() {
    inner();
  }

  private static void inner() {
    sleep(10);
  }

  private static List<String> names(List<FutureCallGraph> graphs) {
    return graphs.stream().map(graph -> ((Task<?>) graph.future()).getName()).toList();
  }

  private static List<String> methods(FutureCallGraph graph) {
    return graph.callStack().stream()
        .map(FrameCallGraphEntry::frame)
        .map(StackTraceElement::getMethodName)
        .toList();
  }

  private static String withoutLines(String text) {
    return text.replaceAll("\\(\\w+\\.java:\\d+\\)", "").replace("org.asyncio4j.userland.", "");
  }

  // --- edges ------------------------------------------------------------------------------------

  @Test
  @Behaviour(256)
  void stackIsInnermostFirst() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          sleep(0);

          FutureCallGraph graph = captureCallGraph(task);

          assertThat(graph.future()).isSameAs(task);
          assertThat(methods(graph)).containsExactly("inner", "outer");
          assertThat(graph.awaitedBy()).isEmpty();
          assertThat(graph.callStack().getFirst().frame().getLineNumber())
              .isEqualTo(task.getStack().getLast().getLineNumber());
        });
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Behaviour(256)
  void taskThatWaitsIsListedOnceWhateverTheWay(Way way) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          var outermost = createTask(() -> {}, TaskOptions.named("unused"));
          Task<?> waiting =
              createTask(() -> way.begin().forTask(task), TaskOptions.named("waiting"));
          createTask(() -> await(waiting), TaskOptions.named("beyond"));
          await(outermost);
          sleep(0);

          FutureCallGraph graph = captureCallGraph(task);

          assertThat(names(graph.awaitedBy())).containsExactly("waiting");
          assertThat(names(graph.awaitedBy().getFirst().awaitedBy())).containsExactly("beyond");
          assertThat(methods(graph.awaitedBy().getFirst())).isNotEmpty();
          await(waiting);
        });
  }

  @Test
  @Behaviour(256)
  void childrenOfAGroupAreAwaitedByItsTaskFromTheStart() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  Task<?> child = group.createTask(CallGraphTest::outer);
                  assertThat(names(captureCallGraph(child).awaitedBy())).containsExactly("Task-1");
                  createTask(
                      () ->
                          assertThat(names(captureCallGraph(child).awaitedBy()))
                              .containsExactly("Task-1"));
                }));
  }

  @Test
  @Behaviour(257)
  void futureAwaitedByTwoTasksListsBoth() {
    VirtualTime.run(
        () -> {
          Future<Integer> future = getRunningLoop().createFuture();
          createTask(() -> await(future), TaskOptions.named("first"));
          createTask(() -> await(gather(future)), TaskOptions.named("second"));
          sleep(0);

          FutureCallGraph graph = captureCallGraph(future);

          assertThat(names(graph.awaitedBy())).containsExactly("first", "second");
          assertThat(graph.callStack()).isEmpty();
          future.setResult(1);
        });
  }

  @Test
  void gatherThatNobodyAwaitsIsItselfTheAwaiter() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          Future<?> gathering = gather(task);
          Future<?> shielded = shield(task);

          assertThat(captureCallGraph(task).awaitedBy())
              .extracting(FutureCallGraph::future)
              .containsExactly(gathering, shielded);
          await(gathering);
          await(shielded);
        });
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Behaviour(258)
  void edgeVanishesWhenTheWaitEnds(Way way) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          Task<?> waiting = createTask(() -> way.begin().forTask(task));
          await(waiting);

          assertThat(captureCallGraph(task).awaitedBy()).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("waysThatLeaveTheTaskAlone")
  @Behaviour(258)
  void edgeVanishesWhenTheWaitIsCancelled(Way way) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          Task<?> waiting = createTask(() -> way.begin().forTask(task));
          sleep(0);
          sleep(0);
          assertThat(captureCallGraph(task).awaitedBy()).hasSize(1);
          waiting.cancel();
          Asyncio.wait(Set.of(waiting));

          assertThat(waiting.cancelled()).isTrue();
          assertThat(task.done()).isFalse();
          assertThat(captureCallGraph(task).awaitedBy()).isEmpty();
        });
  }

  // --- what is asked for ------------------------------------------------------------------------

  private static FutureCallGraph deep(int levels, CallGraphOptions options) {
    return levels == 0 ? captureCallGraph(options).orElseThrow() : deeper(levels - 1, options);
  }

  private static FutureCallGraph deeper(int levels, CallGraphOptions options) {
    return deep(levels, options);
  }

  private static List<String> deepMethods(CallGraphOptions options) throws Exception {
    return methods(await(createTask(() -> deep(1, options))));
  }

  @Test
  void currentTaskIsShownFromTheCallerOn() {
    VirtualTime.run(
        () -> {
          List<String> all = deepMethods(CallGraphOptions.DEFAULT);

          assertThat(all).startsWith("deep", "deeper", "deep").hasSize(4);
          assertThat(deepMethods(CallGraphOptions.DEFAULT.withDepth(2)))
              .isEqualTo(all.subList(1, 4));
          assertThat(deepMethods(CallGraphOptions.DEFAULT.withDepth(100))).isEmpty();
          assertThat(captureCallGraph().orElseThrow().future())
              .isSameAs(currentTask().orElseThrow());
          assertThat(captureCallGraph(currentTask().orElseThrow()))
              .extracting(CallGraphTest::methods)
              .isEqualTo(methods(captureCallGraph().orElseThrow()));
        });
  }

  @Test
  void limitKeepsTheOutermostOrTheInnermostFrames() {
    VirtualTime.run(
        () -> {
          List<String> all = deepMethods(CallGraphOptions.DEFAULT);
          var options = CallGraphOptions.DEFAULT;

          assertThat(deepMethods(options.withLimit(3))).isEqualTo(all.subList(1, 4));
          assertThat(deepMethods(options.withLimit(-3))).isEqualTo(all.subList(0, 3));
          assertThat(deepMethods(options.withLimit(0))).isEmpty();
          assertThat(deepMethods(options.withLimit(Integer.MAX_VALUE))).isEqualTo(all);
          assertThat(deepMethods(options.withLimit(Integer.MIN_VALUE))).isEqualTo(all);
        });
  }

  @Test
  void limitHoldsForEachStack() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          createTask(() -> await(task));
          sleep(0);
          sleep(0);

          FutureCallGraph nearest = captureCallGraph(task, CallGraphOptions.DEFAULT.withLimit(1));
          assertThat(methods(nearest)).containsExactly("outer");
          assertThat(nearest.awaitedBy().getFirst().callStack()).hasSize(1);
          FutureCallGraph topmost = captureCallGraph(task, CallGraphOptions.DEFAULT.withLimit(-1));
          assertThat(methods(topmost)).containsExactly("inner");
          FutureCallGraph none = captureCallGraph(task, CallGraphOptions.DEFAULT.withLimit(0));
          assertThat(none.callStack()).isEmpty();
          assertThat(none.awaitedBy()).hasSize(1).allMatch(graph -> graph.callStack().isEmpty());
        });
  }

  @Test
  void depthBelowOneIsRefused() {
    assertThatThrownBy(() -> CallGraphOptions.DEFAULT.withDepth(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be >= 1, got 0");
  }

  @Test
  void plainCallbackHasNoCallGraph() {
    VirtualTime.run(
        () -> {
          Future<List<Object>> seen = getRunningLoop().createFuture();
          getRunningLoop()
              .callSoon(
                  () -> seen.setResult(List.of(captureCallGraph(), formatCallGraph(), printed())));

          assertThat(await(seen)).containsExactly(java.util.Optional.empty(), "", "");
        });
  }

  private static String printed() {
    return printed(out -> printCallGraph(CallGraphOptions.DEFAULT, out));
  }

  private static String printed(Consumer<PrintStream> print) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      print.accept(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void outsideALoopAFutureMustBeGiven() {
    assertThatThrownBy(Asyncio::captureCallGraph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no running event loop and no future given: call this inside Asyncio.run, or say of"
                + " which future");
    EventLoop loop = EventLoop.create();
    Future<?> future = loop.createFuture();

    assertThat(captureCallGraph(future))
        .isEqualTo(new FutureCallGraph(future, List.of(), List.of()));
    assertThat(formatCallGraph(future)).isEqualTo("* Future[pending]");
    loop.close();
  }

  // --- text -------------------------------------------------------------------------------------

  @Test
  @Behaviour(256)
  void textShowsStacksAndAwaitersOfAwaiters() {
    VirtualTime.run(CallGraphTest::printsAGraph);
  }

  private static void printsAGraph() {
    Task<?> task = createTask(CallGraphTest::outer, TaskOptions.named("inner one"));
    Stream.of("left", "right")
        .forEach(name -> createTask(() -> awaitIt(task), TaskOptions.named(name)));
    sleep(0);

    String text = formatCallGraph(task, CallGraphOptions.DEFAULT.withLimit(-1));

    assertThat(withoutLines(text))
        .isEqualTo(
            """
            * Task 'inner one'
              + Call stack:
              |   at CallGraphTest.inner
              + Waits for: sleep
              + Awaited by:
                * Task 'left'
                  + Call stack:
                  |   at CallGraphTest.awaitIt
                * Task 'right'
                  + Call stack:
                  |   at CallGraphTest.awaitIt""");
    assertThat(text).containsPattern("inner\\(CallGraphTest\\.java:\\d+\\)");
    assertThat(printed(out -> printCallGraph(task, CallGraphOptions.DEFAULT.withLimit(-1), out)))
        .isEqualTo(text + System.lineSeparator());
  }

  private static void awaitIt(Future<?> future) {
    await(future);
  }

  @Test
  void textOfTheCurrentTaskBeginsWithTheCaller() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(CallGraphTest::describeMyself, TaskOptions.named("me"));

          assertThat(withoutLines(awaited(task)))
              .isEqualTo(
                  """
                  * Task 'me'
                    + Call stack:
                    |   at CallGraphTest.describeMyself
                    + Awaited by:
                      * Task 'Task-1'
                        + Call stack:
                        |   at CallGraphTest.awaited""");
        });
  }

  private static String awaited(Task<String> task) {
    return await(task);
  }

  private static String describeMyself() {
    return formatCallGraph(CallGraphOptions.DEFAULT.withLimit(-1));
  }

  @Test
  void doneTaskIsDescribedByItsEnd() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> 1);
          await(task);

          assertThat(formatCallGraph(task)).isEqualTo("* Task 'Task-2' (finished)");
        });
  }

  // --- large and circular graphs ----------------------------------------------------------------

  @Test
  void cycleEndsTheTextAndIsNamed() {
    // By hand: the end of a run would cancel the tasks, and a cancellation goes round for ever.
    EventLoop loop = VirtualTime.newEventLoop();
    loop.setExceptionHandler((_, report) -> assertThat(report.message()).contains("pending"));
    loop.runUntilComplete(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          tasks.add(createTask(() -> awaitIt(gather(tasks.get(1))), TaskOptions.named("A")));
          tasks.add(createTask(() -> awaitIt(tasks.get(0)), TaskOptions.named("B")));
          sleep(0);

          assertThat(withoutLines(formatCallGraph(tasks.get(0))))
              .startsWith(
                  """
                  * Task 'A'
                    + Call stack:
                    |   at CallGraphTest.awaitIt
                  """)
              .contains("\n  + Waits for: gather of Task 'B'\n  + Awaited by:\n    * Task 'B'\n")
              .endsWith("\n        * Task 'A' (above)\ncycle: A -> gather -> B -> A");
          FutureCallGraph again =
              captureCallGraph(tasks.get(0)).awaitedBy().getFirst().awaitedBy().getFirst();
          assertThat(again).isEqualTo(new FutureCallGraph(tasks.get(0), List.of(), List.of()));
        });
    loop.close();
  }

  @Test
  void longChainIsCapturedToItsEnd() {
    VirtualTime.run(
        () -> {
          int length = 3_000;
          Task<?> first = createTask(() -> sleep(10), TaskOptions.named("0"));
          Task<?> last = first;
          for (int i = 1; i <= length; i++) {
            Task<?> previous = last;
            last = createTask(() -> await(previous), TaskOptions.named(i));
          }
          sleep(0);

          int depth = 0;
          for (var at = captureCallGraph(first, CallGraphOptions.DEFAULT.withLimit(0));
              !at.awaitedBy().isEmpty();
              at = at.awaitedBy().getFirst()) {
            depth++;
          }
          assertThat(depth).isEqualTo(length);
          assertThat(formatCallGraph(first, CallGraphOptions.DEFAULT.withLimit(0)).lines())
              .filteredOn(line -> line.contains("* Task '" + length + "'"))
              .containsExactly(" ".repeat(4 * (length % 51)) + "* Task '" + length + "'");
          await(last);
        });
  }

  @Test
  void futureThatManyWaysLeadToIsShownOnce() {
    VirtualTime.run(
        () -> {
          var last = new ArrayList<Task<?>>(List.of(createTask(() -> sleep(10))));
          Task<?> first = last.getFirst();
          for (int i = 0; i < 40; i++) { // 2^40 ways
            var previous = List.copyOf(last);
            last.clear();
            last.add(createTask(() -> await(gather(previous))));
            last.add(createTask(() -> await(gather(previous))));
          }
          sleep(0);
          sleep(0);

          assertThat(formatCallGraph(first).lines())
              .filteredOn(line -> line.endsWith("* Task 'Task-82'"))
              .hasSize(1);
          Asyncio.wait(last);
        });
  }

  @Test
  void cancelledErrorIsNotAnEdge() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          Task<?> waiting = createTask(() -> await(task));
          sleep(0);
          waiting.cancel();
          sleep(0);

          assertThat(captureCallGraph(task).awaitedBy()).isEmpty();
          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
        });
  }

  // --- combinators of others --------------------------------------------------------------------

  @Test
  void combinatorsOfOthersAddAndDiscardEdges() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(CallGraphTest::outer);
          Task<?> waiting = createTask(CallGraphTest::outer, TaskOptions.named("waiting"));
          sleep(0);
          Asyncio.futureAddToAwaitedBy(task, waiting);
          Asyncio.futureAddToAwaitedBy(task, waiting);
          assertThat(names(captureCallGraph(task).awaitedBy())).containsExactly("waiting");

          Asyncio.futureDiscardFromAwaitedBy(task, waiting);
          Asyncio.futureDiscardFromAwaitedBy(task, waiting);
          assertThat(captureCallGraph(task).awaitedBy()).isEmpty();
        });
  }

  @Test
  void edgeOfOthersEndsWithTheOneWhoWaits() {
    VirtualTime.run(
        () -> {
          Future<?> future = getRunningLoop().createFuture();
          Task<?> waiting = createTask(CallGraphTest::outer);
          Asyncio.futureAddToAwaitedBy(future, waiting);
          await(waiting);

          assertThat(captureCallGraph(future).awaitedBy()).isEmpty();
        });
  }
}
