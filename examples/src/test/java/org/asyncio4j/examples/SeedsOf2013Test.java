package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * The examples of "Tasks and coroutines" as it was in 2013; most of them were in later ones too.
 */
final class SeedsOf2013Test {

  @Example("seeds/HelloWorldEveryTwoSeconds.java")
  void helloWorldIsPrintedEveryTwoSecondsUntilTheUserHasEnough(Program program) throws Exception {
    Ran ran = program.runUntilInterruptedAtLine(4);

    assertThat(ran.out())
        .isEqualTo(
            """
            Hello World
            Hello World
            Hello World
            Hello World
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(6));
  }

  @Example("seeds/AsyncOf2013.java")
  void asyncWrapsACoroutineAndReturnsAFutureDirectly(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            true
            42
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/ThingsACoroutineCanDo.java")
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

  @Example("seeds/AsCompletedLoop.java")
  void resultsComeInTheOrderOfTheirCompletion(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            first
            the second one is broken
            third
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Example("seeds/ShieldFromCancellation.java")
  void whatIsShieldedRunsOnThoughItsCallerIsCancelled(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            caller(): cancelled
            something(): not cancelled
            main(): caller() is cancelled: true
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Example("seeds/ShieldIgnoringCancellation.java")
  void cancellationCanBeIgnoredCompletely(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            caller(): res = null
            something(): not cancelled
            main(): caller() is cancelled: false
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Example("seeds/WaitUsage.java")
  void waitTellsTheDoneFromThePending(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            FIRST_COMPLETED: 1 done, 3 pending
            timeout: 2 done, 2 pending
            FIRST_EXCEPTION: 3 done, 1 pending
            ALL_COMPLETED: 4 done, 0 pending
            succeeded
            succeeded
            failed
            succeeded
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(4));
  }

  @Example("seeds/PrintStack.java")
  void aTaskShowsItsStackOldestFrameFirst(Program program) throws Exception {
    Ran ran = program.runThoughItComplains();

    assertThat(ran.out())
        .isEqualTo(
            """
            not started: []
            suspended: [PrintStack.outer(PrintStack.java:13), PrintStack.inner(PrintStack.java:8)]
            succeeded: []
            """);
    assertThat(ran.err())
        .matches(
            """
            Stack for Task.* \\(most recent call last\\):
              at PrintStack\\.outer\\(PrintStack\\.java:13\\)
              at PrintStack\\.inner\\(PrintStack\\.java:8\\)
            Traceback for Task.* \\(most recent call last\\):
              at PrintStack\\.outer\\(PrintStack\\.java:13\\)
              at PrintStack\\.inner\\(PrintStack\\.java:9\\)
            java\\.lang\\.IllegalStateException: inner\\(\\) failed
            """);
  }
}
