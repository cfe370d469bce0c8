package org.asyncio4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loop and body pass the baton as fast as they can: what goes with it arrives with it. */
@Tag("one-engine")
@Timeout(60)
final class HandoffFrameStressTest {
  private static final int ROUNDS = 100_000;

  private final AtomicReference<Frame> frame = new AtomicReference<>();

  // Plain, as everything that goes with the baton is: the body writes, the loop reads, and back.
  private int written;
  private int seenByBody;

  private final class Host implements FrameHost {
    @Override
    public void frameRunnable(Frame blocked, Object owner) {}

    @Override
    public @Nullable Object nextBody(Frame free, Object ended) {
      return null;
    }

    @Override
    public void outside(Runnable stranger) {
      stranger.run();
    }

    @Override
    public void inside(Runnable action) {
      action.run();
    }

    @Override
    public void enterFrameThread() {}

    @Override
    public void runBody(Object owner) {
      for (int i = 1; i <= ROUNDS; i++) {
        seenByBody = written;
        written = i;
        frame.get().suspend(i);
      }
    }
  }

  @Test
  void everyRequestArrivesWithItsBaton() {
    frame.set(new HandoffEngine(new Host()).frame("owner"));
    int wrong = 0;
    for (int i = 1; i <= ROUNDS && wrong == 0; i++) {
      Object request = frame.get().resume();
      boolean arrived = request instanceof Integer number && number == i && written == i;
      wrong += arrived && seenByBody == 1 - i ? 0 : 1;
      written = -i;
    }

    assertThat(wrong).isZero();
    assertThat(frame.get().resume()).isSameAs(Frame.FINISHED);
  }
}
