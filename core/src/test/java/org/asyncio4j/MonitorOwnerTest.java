package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDK's own thread dump says of monitors. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class MonitorOwnerTest {
  private final Object monitor = new Object();
  private final CountDownLatch entered = new CountDownLatch(1);
  private volatile boolean over;

  private void hold() {
    synchronized (monitor) {
      entered.countDown();
      while (!over) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void enter() {
    synchronized (monitor) {
      assertThat(over).isTrue();
    }
  }

  private static Thread start(boolean virtual, String name, Runnable body) {
    return (virtual ? Thread.ofVirtual().name(name) : Thread.ofPlatform().name(name)).start(body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ownerIsFoundWhateverKindOfThreadItIs(boolean virtual) throws InterruptedException {
    Thread owner = start(virtual, "the \"owner\" \u00e4", this::hold);
    entered.await();
    Thread blocked = start(true, "blocked", this::enter);
    while (blocked.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }

    MonitorOwner found = MonitorOwner.find(blocked).orElseThrow();
    over = true;
    owner.join();
    blocked.join();

    assertThat(found.threadId()).isEqualTo(owner.threadId());
    assertThat(found.threadName()).isEqualTo("the \"owner\" \u00e4");
    assertThat(found.monitor())
        .isEqualTo("java.lang.Object@" + Integer.toHexString(System.identityHashCode(monitor)));
    assertThat(found.place()).startsWith("org.asyncio4j.MonitorOwnerTest.hold(");
  }

  @Test
  void threadThatIsNotBlockedWaitsForNoOwner() {
    assertThat(MonitorOwner.find(Thread.currentThread())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"threadDump\": {\"threadContainers\": [{\"threads\": [{\"tid\": \"1\"}]}]}}",
        "{\"threadDump\": {\"threadContainers\": [{\"threads\": ["
            + "{\"tid\": \"1\", \"blockedOn\": \"A@1\"}, {\"tid\": \"2\", \"monitorsOwned\": ["
            + "{\"depth\": 0, \"locks\": [null, \"A@2\"]}]}]}]}}"
      })
  void dumpOfAnotherFormTellsNothing(String dump) {
    assertThat(MonitorOwner.inDump(Json.parse(dump), 1)).isEmpty();
  }

  @Test
  void jsonIsRead() {
    assertThat(
            Json.parse(
                " { \"a\\\"\\\\\\n\\u00e4\" : [ 1, -2.5e3, true , false,null, \"\" ], \"b\":{},"
                    + " \"c\":[] } "))
        .isEqualTo(
            Map.of(
                "a\"\\\n\u00e4",
                Arrays.asList(1.0, -2500.0, true, false, null, ""),
                "b",
                Map.of(),
                "c",
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1", "\"a", "tru", "{\"a\" 1}", "[1 2]", "-", "\"\\u00\""})
  void whatIsNoJsonIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
  }
}
