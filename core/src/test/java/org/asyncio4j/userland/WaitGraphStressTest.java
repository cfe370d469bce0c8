package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Semaphore;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.WaitGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads draw the graph of a loop whose tasks come, wait and go all the time. */
@Timeout(240)
final class WaitGraphStressTest {
  private static final int DRAWINGS = 400;
  private static final int ROUNDS = 20;
  private static final List<String> WAITS =
      List.of("Lock[", "Semaphore[", "held by:", "gather:", "shield:", "asCompleted:", "wait(");

  private final EventLoop loop = EventLoop.create();
  private final Lock lock = new Lock();
  private final Semaphore semaphore = new Semaphore(3);
  private final Queue<Integer> queue = new Queue<>(2);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger drawings = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void drawingNeverFailsAndNeverDisturbsTheLoop() throws Exception {
    Thread platform = Thread.ofPlatform().start(this::drawAgainAndAgain);
    Thread virtual = Thread.ofVirtual().start(this::drawAgainAndAgain);

    loop.runUntilComplete(this::rounds);
    over.set(true);

    platform.join();
    virtual.join();
    loop.close();
    assertThat(failure).hasValue(null);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(WAITS);
  }

  private void rounds() {
    int rounds = 0;
    while (failure.get() == null
        && (rounds < ROUNDS || drawings.get() < DRAWINGS || seen.size() < WAITS.size())) {
      round();
      rounds++;
    }
  }

  private void round() {
    TaskGroup.run(
        group -> {
          var children = new ArrayList<Task<@Nullable Void>>();
          for (int i = 0; i < 12; i++) {
            children.add(group.createTask(this::useEverything));
            Asyncio.futureAddToAwaitedBy(children.getLast(), children.getFirst());
          }
          Future<?> all = Asyncio.gather(List.copyOf(children));
          group.createTask(() -> await(all));
          group.createTask(() -> await(Asyncio.shield(children.getFirst())));
          group.createTask(() -> Asyncio.wait(children, ReturnWhen.FIRST_COMPLETED));
          group.createTask(
              () -> Asyncio.asCompleted(children).futures().forEach(done -> done.result()));
          children.forEach(child -> createTask(() -> await(child)));
          for (int i = 0; i < 12; i++) {
            queue.get();
          }
        });
  }

  private void useEverything() {
    try (var _ = semaphore.acquire()) {
      sleep(0);
      try (var _ = lock.acquire()) {
        sleep(0);
      }
    }
    queue.put(1);
  }

  private void drawAgainAndAgain() {
    try {
      while (!over.get()) {
        WaitGraph graph = WaitGraph.of(loop);
        String text = graph.format();
        WAITS.stream().filter(text::contains).forEach(seen::add);
        drawings.incrementAndGet();
        for (Task<?> task : graph.tasks()) {
          Asyncio.formatCallGraph(task);
        }
      }
    } catch (Throwable thrown) {
      failure.set(thrown);
    }
  }
}
