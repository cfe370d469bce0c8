package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class ContextVarTest {
  private final Context context = new Context();

  /** Each test in a context of its own, so that none sees another's values. */
  private void fresh(Action body) throws Exception {
    context.run(body);
  }

  @Test
  void valueIsTheLastOneSet() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          variable.set("a");
          variable.set("b");

          assertThat(variable.get()).isEqualTo("b");
        });
  }

  @Test
  void variableWithoutValueAndDefaultIsRefused() {
    var variable = new ContextVar<String>("v");

    assertThatThrownBy(variable::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("ContextVar 'v' has no value here and no default");
  }

  @Test
  void fallbackPrecedesTheDefaultButNotTheValue() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<>("v", "default");
          assertThat(variable.get()).isEqualTo("default");
          assertThat(variable.get("fallback")).isEqualTo("fallback");

          variable.set("value");

          assertThat(variable.get("fallback")).isEqualTo("value");
        });
  }

  @Test
  void resetBringsTheFormerValueBack() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          var toNothing = variable.set("a");
          var toA = variable.set("b");

          variable.reset(toA);
          assertThat(variable.get()).isEqualTo("a");
          variable.reset(toNothing);

          assertThat(context.contains(variable)).isFalse();
          assertThatThrownBy(variable::get).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void tokenIsGoodForOneReset() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          var token = variable.set("a");
          variable.reset(token);

          assertThatThrownBy(() -> variable.reset(token))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("Token[v] has been used already");
        });
  }

  @Test
  void tokenTellsItsVariableAndTheValueFromBefore() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<>("v", "default");
          var first = variable.set("a");
          var second = variable.set("b");

          assertThat(first.var()).isSameAs(variable);
          assertThat(first.oldValue()).isEmpty(); // the default is no value
          assertThat(second.oldValue()).contains("a");
        });
  }

  @Test
  void blockOfATokenEndsWithTheValueFromBefore() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<>("v", "default");
          try (var outer = variable.set("outer")) {
            assertThatThrownBy(
                    () -> {
                      try (var _ = variable.set("inner")) {
                        assertThat(variable.get()).isEqualTo("inner");
                        throw new IllegalStateException("body");
                      }
                    })
                .hasMessage("body");
            assertThat(variable.get()).isEqualTo("outer");
            assertThat(outer.oldValue()).isEmpty();
          }

          assertThat(variable.get()).isEqualTo("default");
          assertThat(context.contains(variable)).isFalse();
        });
  }

  @Test
  void blockOfATokenThatWasResetInsideEndsWithARefusal() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");

          assertThatThrownBy(
                  () -> {
                    try (var token = variable.set("a")) {
                      variable.reset(token);
                    }
                  })
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("Token[v] has been used already");
        });
  }

  @Test
  void usedTokenIsRefusedAsSuchByAnotherVariableToo() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          var token = variable.set("a");
          variable.reset(token);

          assertThatThrownBy(() -> new ContextVar<String>("w").reset(token))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void tokenOfAnotherVariableIsRefused() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          var other = new ContextVar<String>("w");
          var token = other.set("a");

          assertThatThrownBy(() -> variable.reset(token))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("Token[w] was made by another variable, expected ContextVar[v]");
        });
  }

  @Test
  void tokenOfAnotherContextIsRefused() throws Exception {
    fresh(
        () -> {
          var variable = new ContextVar<String>("v");
          var token = new Context().run(() -> variable.set("a"));

          assertThatThrownBy(() -> variable.reset(token))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("Token[v] was made in another context");
        });
  }

  @Test
  void anyNumberOfVariablesKeepTheirValues() throws Exception {
    fresh(
        () -> {
          var variables = new ArrayList<ContextVar<Integer>>();
          var tokens = new ArrayList<ContextVar.Token<Integer>>();
          for (int i = 0; i < 50; i++) {
            variables.add(new ContextVar<>("v" + i));
            tokens.add(variables.get(i).set(i));
          }

          for (int i = 0; i < 50; i += 2) {
            variables.get(i).reset(tokens.get(i));
          }

          assertThat(context.size()).isEqualTo(25);
          for (int i = 1; i < 50; i += 2) {
            assertThat(variables.get(i).get()).isEqualTo(i);
          }
        });
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> new ContextVar<>("v", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("defaultValue");
    assertThatThrownBy(() -> new ContextVar<>("v").set(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
  }

  @Test
  void hasItsName() {
    assertThat(new ContextVar<String>("v").name()).isEqualTo("v");
    assertThat(new ContextVar<String>("v")).hasToString("ContextVar[v]");
  }
}
