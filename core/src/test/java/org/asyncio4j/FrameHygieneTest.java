package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a finished task leaves behind for the next one on its thread: nothing. */
@Timeout(60)
final class FrameHygieneTest {

  @Test
  void finishedTaskAndItsResultCanBeCollected() {
    run(
        () -> {
          var result = new WeakReference<>(await(createTask(FrameHygieneTest::resultOfATask)));

          awaitCollection(result);
        });
  }

  private static Object resultOfATask() {
    sleep(0);
    return new Object();
  }

  @Test
  void doneTaskThatIsKeptHoldsNothingThatItsBodyCaptured() {
    run(
        () -> {
          Object[] captured = {new Object()};
          var reference = new WeakReference<>(captured[0]);
          Task<Void> kept = taskThatUses(captured[0]);
          captured[0] = null;
          await(kept);

          awaitCollection(reference);
          assertThat(kept.getCoro().toString()).contains("FrameHygieneTest");
        });
  }

  private static Task<Void> taskThatUses(Object captured) {
    return createTask(
        () -> {
          assertThat(captured).isNotNull();
        });
  }

  private static void awaitCollection(WeakReference<?> reference) {
    for (int i = 0; i < 200 && reference.get() != null; i++) {
      System.gc();
      sleep(0.001);
    }
    assertThat(reference.get()).isNull();
  }

  @Test
  void nextTaskSeesNothingThatTheLastOneDidToItsThread() {
    var inheritable = new InheritableThreadLocal<String>();
    run(
        () -> {
          ClassLoader usual = Thread.currentThread().getContextClassLoader();
          String name = Thread.currentThread().getName();
          await(
              createTask(
                  () -> {
                    inheritable.set("mine");
                    Thread.currentThread().setName("renamed");
                    Thread.currentThread()
                        .setContextClassLoader(new URLClassLoader(new URL[0], usual));
                  }));
          await(
              createTask(
                  () -> {
                    assertThat(inheritable.get()).isNull();
                    assertThat(Thread.currentThread().getName()).isEqualTo(name);
                    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(usual);
                  }));
        });
  }

  @Test
  void tasksHaveTheClassLoaderOfWhoMadeTheLoop() {
    Thread caller = Thread.currentThread();
    ClassLoader usual = caller.getContextClassLoader();
    var mine = new URLClassLoader(new URL[0], usual);
    caller.setContextClassLoader(mine);
    try {
      run(() -> assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine));
    } finally {
      caller.setContextClassLoader(usual);
    }
  }
}
