package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of an asynchronous generator with every method: what it answers, and what it is. */
final class AsyncGeneratorTransitionsTest {
  private static final Throwable THROWN = new IOException("thrown");

  private static final Map<String, Function<AsyncGenerator<String>, Callable<Object>>> METHODS =
      Map.of(
          "anext", generator -> generator::anext,
          "hasNext", generator -> generator.iterator()::hasNext,
          "asend", generator -> () -> generator.asend("sent"),
          "athrow", generator -> () -> generator.athrow(THROWN),
          "aclose",
              generator ->
                  () -> {
                    generator.aclose();
                    return "closed";
                  });

  private enum In {
    CREATED,
    RUNNING,
    SUSPENDED,
    AHEAD,
    CLOSED
  }

  private record Case(In state, String method, String answer, String after) {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    add(cases, In.CREATED, "anext", "first", "SUSPENDED");
    add(cases, In.CREATED, "hasNext", "true", "SUSPENDED");
    add(cases, In.CREATED, "asend", "has not started", "CREATED");
    add(cases, In.CREATED, "athrow", "thrown", "CLOSED");
    add(cases, In.CREATED, "aclose", "closed", "CLOSED");
    for (String method : METHODS.keySet()) {
      add(cases, In.RUNNING, method, "already running", "RUNNING");
    }
    add(cases, In.SUSPENDED, "anext", "second null", "SUSPENDED");
    add(cases, In.SUSPENDED, "hasNext", "true", "SUSPENDED");
    add(cases, In.SUSPENDED, "asend", "second sent", "SUSPENDED");
    add(cases, In.SUSPENDED, "athrow", "thrown", "CLOSED");
    add(cases, In.SUSPENDED, "aclose", "closed", "CLOSED");
    add(cases, In.AHEAD, "anext", "first", "SUSPENDED");
    add(cases, In.AHEAD, "hasNext", "true", "SUSPENDED");
    add(cases, In.AHEAD, "asend", "hasNext() has pulled", "SUSPENDED");
    add(cases, In.AHEAD, "athrow", "hasNext() has pulled", "SUSPENDED");
    add(cases, In.AHEAD, "aclose", "closed", "CLOSED");
    add(cases, In.CLOSED, "anext", "no more elements", "CLOSED");
    add(cases, In.CLOSED, "hasNext", "false", "CLOSED");
    add(cases, In.CLOSED, "asend", "no more elements", "CLOSED");
    add(cases, In.CLOSED, "athrow", "no more elements", "CLOSED");
    add(cases, In.CLOSED, "aclose", "closed", "CLOSED");
    return cases;
  }

  private static void add(List<Case> cases, In state, String method, String answer, String after) {
    cases.add(new Case(state, method, answer, after));
  }

  private static AsyncGenerator<String> generator() {
    return asyncGenerator(
        out -> {
          String sent = out.emitAndReceive("first", String.class);
          out.emit("second " + sent);
          sleep(10);
        });
  }

  private static AsyncGenerator<String> in(In state) {
    AsyncGenerator<String> generator = generator();
    switch (state) {
      case CREATED -> {}
      case RUNNING -> {
        generator.anext();
        generator.anext();
        createTask(generator::anext);
        sleep(0);
      }
      case SUSPENDED -> generator.anext();
      case AHEAD -> assertThat(generator.iterator().hasNext()).isTrue();
      case CLOSED -> {
        generator.anext();
        generator.aclose();
      }
    }
    return generator;
  }

  private static String answerOf(Callable<Object> method) {
    try {
      return method.call().toString();
    } catch (NoSuchElementException | IllegalStateException | IOException thrown) {
      return String.valueOf(thrown.getMessage());
    } catch (Exception unexpected) {
      return unexpected.toString();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyStateAnswersEveryMethod(Case expected) {
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> generator = in(expected.state);

          String answer = answerOf(METHODS.get(expected.method).apply(generator));

          assertThat(answer).contains(expected.answer);
          assertThat(generator.toString()).endsWith(", %s]".formatted(expected.after));
        });
  }
}
