package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** Seeds as stackless coroutines; they do what the seeds of these names do. */
final class StacklessExamplesTest {

  @Example("stackless/HelloWorldEveryTwoSeconds.java")
  void helloWorldIsPrintedEveryTwoSecondsUntilTheUserHasEnough(Program program) throws Exception {
    Ran ran = program.runUntilInterruptedAtLine(4);

    assertThat(ran.out()).isEqualTo("Hello World\n".repeat(4));
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(6));
  }

  @Example("stackless/DisplayDate.java")
  void theDateIsDisplayedEverySecondDuringFiveSeconds(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).matches("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[:.\\d]*\n){5}");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(4));
  }

  @Example("stackless/ChainCoroutines.java")
  void printSumWaitsUntilComputeIsCompleted(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            Compute 1 + 2 ...
            1 + 2 = 3
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("stackless/ParallelExecutionOfTasks.java")
  void threeTasksComputeFactorialsInParallel(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            Task A: Compute factorial(2)...
            Task B: Compute factorial(2)...
            Task C: Compute factorial(2)...
            Task A: factorial(2) = 2
            Task B: Compute factorial(3)...
            Task C: Compute factorial(3)...
            Task B: factorial(3) = 6
            Task C: Compute factorial(4)...
            Task C: factorial(4) = 24
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Example("stackless/ThingsACoroutineCanDo.java")
  void coroutinesAwaitFuturesAndCoroutinesAndReturnAndRaise(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            the future's result
            42
            raised in the coroutine
            42
            raised in the coroutine
            the future was cancelled
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }
}
