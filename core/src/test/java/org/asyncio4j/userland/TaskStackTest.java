package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.Behaviour;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Stacks of tasks; in a package of its own, because asyncio4j's own frames are left out. */
final class TaskStackTest {
  private static final TaskOptions NAMED = TaskOptions.named("worker");

  private static void outer() {
    inner();
  }

  private static void inner() {
    sleep(1);
  }

  private static void failingOuter() {
    failingInner();
  }

  private static void failingInner() {
    sleep(1);
    throw new IllegalStateException("broken");
  }

  private static void withSuspendedTask(Consumer<Task<?>> test) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(TaskStackTest::outer, NAMED);
          sleep(0);
          test.accept(task);
          await(task);
        });
  }

  private static void withFailedTask(Consumer<Task<?>> test) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(TaskStackTest::failingOuter, NAMED);
          sleep(2);
          assertThat(task.exception()).hasMessage("broken");
          test.accept(task);
        });
  }

  private static List<String> methodsOf(List<StackTraceElement> frames) {
    return frames.stream().map(StackTraceElement::getMethodName).toList();
  }

  @Test
  @Behaviour(90)
  void stackOfASuspendedTaskIsTheUsersFramesOldestFirst() {
    withSuspendedTask(task -> assertThat(methodsOf(task.getStack())).endsWith("outer", "inner"));
    withSuspendedTask(
        task ->
            assertThat(task.getStack())
                .extracting(StackTraceElement::getClassName)
                .containsOnly(TaskStackTest.class.getName()));
  }

  @Test
  @Behaviour(90)
  void limitKeepsTheNewestFramesOfASuspendedTask() {
    withSuspendedTask(
        task -> {
          assertThat(methodsOf(task.getStack(1))).containsExactly("inner");
          assertThat(methodsOf(task.getStack(2))).containsExactly("outer", "inner");
          assertThat(task.getStack(1_000)).isEqualTo(task.getStack());
          assertThat(task.getStack(0)).isEmpty();
        });
  }

  @Test
  @Behaviour(90)
  void stackOfAFailedTaskIsThatOfItsException() {
    withFailedTask(
        task -> assertThat(methodsOf(task.getStack())).endsWith("failingOuter", "failingInner"));
  }

  @Test
  @Behaviour(90)
  void limitKeepsTheOldestFramesOfAFailedTask() {
    withFailedTask(
        task -> {
          List<StackTraceElement> all = task.getStack();
          assertThat(task.getStack(1)).containsExactly(all.getFirst());
          assertThat(task.getStack(all.size() - 1))
              .containsExactlyElementsOf(all.subList(0, all.size() - 1));
          assertThat(task.getStack(0)).isEmpty();
        });
  }

  @Test
  @Behaviour(90)
  void taskThatHasNotStartedOrSucceededOrWasCancelledHasNoStack() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(TaskStackTest::outer);
          assertThat(task.getStack()).isEmpty();
          await(task);
          assertThat(task.getStack()).isEmpty();

          Task<?> isCancelled = createTask(TaskStackTest::outer);
          sleep(0);
          isCancelled.cancel();
          sleep(0);
          assertThat(isCancelled.cancelled()).isTrue();
          assertThat(isCancelled.getStack()).isEmpty();
        });
  }

  @Test
  void runningTaskSeesItsOwnStack() {
    VirtualTime.run(
        () -> assertThat(methodsOf(stackOfTheCurrentTask())).endsWith("stackOfTheCurrentTask"));
  }

  private static List<StackTraceElement> stackOfTheCurrentTask() {
    return currentTask().orElseThrow().getStack();
  }

  @Test
  void negativeLimitIsRefused() {
    withSuspendedTask(
        task ->
            assertThatThrownBy(() -> task.getStack(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be >= 0, got -1"));
  }

  private static String printed(Consumer<PrintStream> print) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      print.accept(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  @Behaviour(90)
  void printOfASuspendedTaskNamesItAndItsFrames() {
    withSuspendedTask(
        task ->
            assertThat(printed(out -> task.printStack(2, out)).lines())
                .containsExactly(
                    "Stack for " + task + " (most recent call last):",
                    "  at " + task.getStack(2).get(0),
                    "  at " + task.getStack(2).get(1)));
  }

  @Test
  @Behaviour(90)
  void printOfAFailedTaskEndsWithItsException() {
    withFailedTask(
        task ->
            assertThat(printed(out -> task.printStack(1, out)).lines())
                .containsExactly(
                    "Traceback for " + task + " (most recent call last):",
                    "  at " + task.getStack(1).getFirst(),
                    "java.lang.IllegalStateException: broken"));
  }

  @Test
  @Behaviour(90)
  void printOfATaskWithoutAStackSaysSo() {
    VirtualTime.run(
        () -> {
          Task<Integer> task = createTask(() -> 1);
          await(task);

          assertThat(printed(out -> task.printStack(5, out)).lines())
              .containsExactly("No stack for " + task);
        });
  }

  @Test
  void printGoesToTheStandardErrorStreamByDefault() {
    PrintStream standardError = System.err;
    try {
      String printed =
          printed(
              out -> {
                System.setErr(out);
                withFailedTask(Task::printStack);
              });
      assertThat(printed)
          .startsWith("Traceback for Task['worker', failed with IllegalStateException")
          .contains("failingInner");
    } finally {
      System.setErr(standardError);
    }
  }

  @Test
  void printNeedsAStream() {
    withSuspendedTask(
        task ->
            assertThatThrownBy(() -> task.printStack(1, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("out"));
  }

  @Test
  @Behaviour(89)
  void cancellationOfATaskShowsWhereItWasInterrupted() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(TaskStackTest::outer);
          sleep(0);
          task.cancel();

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .satisfies(
                  error ->
                      assertThat(methodsOf(List.of(error.getStackTrace())))
                          .containsSubsequence("inner", "outer"));
        });
  }

  @Test
  @Behaviour(89)
  void cancellationThatTheResultThrowsShowsWhereTheTaskWasInterrupted() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(TaskStackTest::outer);
          sleep(0);
          task.cancel();
          sleep(0);

          assertThatThrownBy(task::result)
              .satisfies(
                  error ->
                      assertThat(methodsOf(List.of(error.getStackTrace())))
                          .containsSubsequence("inner", "outer"));
        });
  }

  @Test
  @Behaviour(88)
  void exceptionThatIsThrownOnShowsWhereItWasThrownFirst() {
    VirtualTime.run(
        () -> {
          Task<?> inner = createTask(TaskStackTest::failingOuter);
          Task<?> outer = createTask(() -> await(inner));

          assertThatThrownBy(() -> await(outer))
              .satisfies(
                  error ->
                      assertThat(methodsOf(List.of(error.getStackTrace())))
                          .containsSubsequence("failingInner", "failingOuter"));
        });
  }

  @Test
  void futureOfAnotherPackageIsUsedThroughThePublicApiAlone() {
    VirtualTime.run(
        () -> {
          Future<String> future = org.asyncio4j.Asyncio.getRunningLoop().createFuture();
          createTask(() -> future.setResult("result"));

          assertThat(await(future)).isEqualTo("result");
        });
  }
}
