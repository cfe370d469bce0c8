package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** The examples that the changes of 2016 brought to "Tasks and coroutines". */
final class SeedsOf2016Test {

  @Example("seeds/RunCoroutineThreadsafe.java")
  void anotherThreadGetsTheCoroutinesResult(Program program) throws Exception {
    Ran ran = program.runWith(HurriedTime.options());

    assertThat(ran.out()).isEqualTo("true\n");
    assertThat(ran.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/RunCoroutineThreadsafeOutcomes.java")
  void anotherThreadSeesEveryOutcomeAndCanCancel(Program program) throws Exception {
    Ran ran = program.runWith(HurriedTime.options());

    assertThat(ran.out())
        .isEqualTo(
            """
            The coroutine took too long, cancelling the task...
            tooLong(): cancelled
            The coroutine raised an exception: java.lang.IllegalStateException: broken
            The coroutine returned: a result
            """);
  }

  @Example("seeds/TimeoutContextManager.java")
  void theBlockIsCancelledInsideAndTimesOutOutside(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            inner(): done
            inner(): cancelled
            timeout!
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(2500));
  }
}
