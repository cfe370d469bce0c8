package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** The examples of "Tasks and coroutines" of Python 3.4. */
final class SeedsOf34Test {

  @Example("seeds/HelloWorldCoroutine.java")
  void helloWorldIsPrintedOnce(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("Hello World!\n");
    assertThat(ran.took()).isZero();
  }

  @Example("seeds/DisplayDate.java")
  void theDateIsDisplayedEverySecondDuringFiveSeconds(Program program) throws Exception {
    Ran ran = program.run();

    // The dates are the machine's, the seconds between them the loop's.
    assertThat(ran.out()).matches("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[:.\\d]*\n){5}");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(4));
  }

  @Example("seeds/ChainCoroutines.java")
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

  @Example("seeds/FutureWithRunUntilComplete.java")
  void runUntilCompleteWaitsForAFuture(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("Future is done!\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/FutureWithRunForever.java")
  void theFuturesCallbackStopsTheLoop(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("Future is done!\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/DoneCallback.java")
  void theCallbackIsCalledByTheLoop(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            Never called at once, always by the loop.
            Future: Future[finished]
            """);
  }

  @Example("seeds/ParallelExecutionOfTasks.java")
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

  @Example("seeds/WaitForResult.java")
  void waitForGivesTheFuturesResult(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("a second later\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }
}
