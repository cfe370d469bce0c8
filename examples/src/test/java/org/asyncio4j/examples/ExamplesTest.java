package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** The examples that are no seeds. */
final class ExamplesTest {

  @Example("HelloWorld.java")
  void worldComesASecondAfterHello(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            hello
            world
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("TwoTasks.java")
  void twoTasksTakeAsLongAsTheSlowerOne(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            hello
            world
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Example("WorkerQueue.java")
  void threeWorkersShareTheJobsOfOneQueue(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            worker 2 finished banana
            worker 2 finished date
            worker 1 finished apple
            worker 3 finished cherry
            worker 2 finished elderberry
            all jobs are finished
            all workers have gone home
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(700));
  }

  @Example("Timeouts.java")
  void aCallABlockAndAMovingLimitHaveTheirTime(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            fetched in 0.1 s
            fetched in 0.2 s
            too slow, cancelled
            fetched in 0.2 s
            fetched in 0.2 s
            fetched in 0.2 s
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(1200));
  }

  @Example("TaskGroups.java")
  void theFirstFailureOfAGroupCancelsTheRest(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            apples and pears are 11
            asking for apples was cancelled
            nobody sells unicorns
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(300));
  }

  @Example("AsyncGenerators.java")
  void aPipelineOfGeneratorsIsClosedFromItsEnd(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            sensor on
            average 2.5
            average 6.5
            average 12.5
            average 20.5
            sensor off
            sensor on
            even readings: [4, 16]
            sensor off
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(1100));
  }

  @Example("Cancellation.java")
  void aCancelledTaskCleansUpAndSaysWhy(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            opening movie.part
            cancelled, because the disk is full
            closing movie.part
            cancelled: true
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(1100));
  }
}
