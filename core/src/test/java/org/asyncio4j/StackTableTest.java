package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.TestLoops.awaitCollection;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class StackTableTest {
  private final StackTable stacks = new StackTable();

  @Test
  void stacksAreKeptByIdentity() {
    var one = new String("equal");
    var other = new String("equal");

    stacks.remember(one);

    assertThat(stacks.size()).isEqualTo(1);
    stacks.remember(other);
    assertThat(stacks.size()).isEqualTo(2);
  }

  @Test
  void whatIsGoneIsForgotten() {
    WeakReference<Object> forgotten = rememberAndForget();

    awaitCollection(forgotten);
    while (stacks.size() > 1) {
      stacks.remember(this); // reference handling takes its time
    }

    assertThat(stacks.size()).isEqualTo(1);
  }

  private WeakReference<Object> rememberAndForget() {
    var made = new Object();
    stacks.remember(made);
    stacks.remember(this);
    return new WeakReference<>(made);
  }
}
