package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.asyncio4j.LoopOptions;

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

  @Example("ProducerConsumer.java")
  void fastProducersWaitForTheSlowConsumer(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            put apple 1
            put pear 1
            put apple 2
                 got apple 1
            put pear 2, after waiting
                 got pear 1
            put apple 3, after waiting
                 got apple 2
            put pear 3, after waiting
            all is put
                 got pear 2
                 got apple 3
                 got pear 3
                 no more to come
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(3100));
  }

  @Example("RateLimit.java")
  void requestsKeepToTheirRateAndTheirPlaces(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            20 requests of 0.15 s took 1.85 s, at most 4 at once
            20 requests of 2.00 s took 8.35 s, at most 5 at once
            """);
  }

  @Example("BackgroundLoop.java")
  void plainThreadsShareALoop(Program program) throws Exception {
    Ran ran = program.runWith(HurriedTime.options());

    assertThat(ran.out())
        .isEqualTo(
            """
            balance: 100
            failed: For input string: "ten"
            cancelled: true
            """);
  }

  @Example("PeriodicJob.java")
  void theJobIsStoppedByCtrlCAndCleansUp(Program program) throws Exception {
    try (var job = Launched.run(Path.of("PeriodicJob.java"))) {
      var rest = job.prints("report 1").prints("report 2").interrupt().rest();

      assertThat(rest)
          .filteredOn(line -> !line.startsWith("report ")) // more of them if the signal is slow
          .containsExactly("saving the reports", "saved", "stopped by the user", "exit 0");
    }
  }

  @Example("JdbcTasks.java")
  void fiftyTransfersThroughABlockingDriverLoseNothing(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            ann has 725
            bob has 1275
            """);
  }

  @Example("ProcessPipeline.java")
  void processesFeedEachOtherAndTheSlowOneIsEnded(Program program) throws Exception {
    Ran ran = program.runWith(LoopOptions.DEFAULT); // processes know no other time

    assertThat(ran.out())
        .isEqualTo(
            """
            1 apple, please
            1 pear, please
            1 cherry, please
            they ended with 0 and 0
            too slow, ended with -15
            """);
  }
}
