package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of "Coroutines and Tasks" of Python 3.9. */
final class SeedsOf39Test {

  @Example("seeds/HelloThenWorld.java")
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

  @Example("seeds/CoroutineObject.java")
  void aCoroutineIsNotScheduledByBeingMade(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("Coroutine[CoroutineObject, CREATED]\n");
    assertThat(ran.took()).isZero();
  }

  @Example("seeds/SayAfterInTurn.java")
  void awaitedInTurnTheyTakeThreeSeconds(Program program) throws Exception {
    Ran ran = program.run();

    // The times of day are the machine's, the seconds between them the loop's.
    assertThat(ran.out())
        .matches(
            """
            started at \\d\\d:\\d\\d:\\d\\d
            hello
            world
            finished at \\d\\d:\\d\\d:\\d\\d
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(3));
  }

  @Example("seeds/SayAfterConcurrently.java")
  void asTasksTheyTakeTwoSeconds(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .matches(
            """
            started at \\d\\d:\\d\\d:\\d\\d
            hello
            world
            finished at \\d\\d:\\d\\d:\\d\\d
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Example("seeds/NestedCoroutine.java")
  void aCoroutineThatIsNeverAwaitedIsReported(Program program) throws Exception {
    Ran ran = program.runThoughItComplains();

    assertThat(ran.out())
        .isEqualTo(
            """
            42
            42
            """);
    assertThat(ran.logged()).containsExactly("coroutine of NestedCoroutine was never awaited");
  }

  @Example("seeds/NestedTask.java")
  void aTaskIsAwaitedUntilItIsComplete(Program program) throws Exception {
    assertThat(program.run().out()).isEqualTo("42\n");
  }

  @Example("seeds/AwaitableFutures.java")
  void futuresAreAwaitedAloneAndInAGather(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            the future's result
            [the future's result, the coroutine's result]
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Example("seeds/RunningAProgram.java")
  void runReturnsWhenTheProgramIsDone(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("hello\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/CreateTaskOrEnsureFuture.java")
  void createTaskAndEnsureFutureBothRunTheCoroutine(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            coro(): done
            coro(): done
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Example("seeds/DisplayDateWithRun.java")
  void theDateIsDisplayedEverySecondForFiveSeconds(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).matches("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[:.\\d]*\n){5}");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(4));
  }

  @Example("seeds/GatherFactorials.java")
  void threeCallsComputeFactorialsConcurrently(Program program) throws Exception {
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

  @Example("seeds/WaitForEternity.java")
  void eternityIsCutOffAfterASecond(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out()).isEqualTo("timeout!\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/CoroInDone.java")
  void aCoroutineIsNotInDoneButItsTaskIs(Program program) throws Exception {
    assertThat(program.run().out()).isEqualTo("Everything will work as expected now.\n");
  }

  @Test
  void thePitfallItselfDoesNotCompile(@TempDir Path directory) throws IOException {
    Path pitfall = directory.resolve("Pitfall.java");
    Files.writeString(
        pitfall,
        """
        import static org.asyncio4j.Asyncio.*;
        import org.asyncio4j.*;

        void main() {
          Asyncio.wait(Set.of(coroutine(() -> 42)));
        }
        """);

    assertThat(Compiler.compile(pitfall, directory)).contains("Pitfall.java:5", "Asyncio.wait");
  }

  @Example("seeds/CancelMe.java")
  void aCoroutineInterceptsItsCancellation(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            cancelMe(): before sleep
            cancelMe(): cancel sleep
            cancelMe(): after sleep
            main(): cancelMe is cancelled now
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Example("seeds/OldStyleCoroutine.java")
  void anOldStyleCoroutineIsAwaitedLikeANewOne(Program program) throws Exception {
    Ran ran = program.run();

    assertThat(ran.out())
        .isEqualTo(
            """
            true
            true
            old style
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(1));
  }
}
