package org.asyncio4j;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * What is to be cleaned up when nobody holds an object any more.
 *
 * <p>When the garbage collector has found that, the action is taken on the loop's thread: when the
 * loop is next about to wait, or when somebody looks. Loop thread only.
 */
final class Abandoned {
  private final ReferenceQueue<Object> found = new ReferenceQueue<>();

  /** An object that is watched, as long as somebody holds this. */
  static final class Watch extends WeakReference<Object> {
    private final Runnable whenAbandoned;

    private Watch(Object watched, ReferenceQueue<Object> found, Runnable whenAbandoned) {
      super(watched, found);
      this.whenAbandoned = whenAbandoned;
    }
  }

  /**
   * Watches an object.
   *
   * @param watched the object
   * @param whenAbandoned must not hold the object; neither may what the caller keeps the answer in
   */
  Watch watch(Object watched, Runnable whenAbandoned) {
    return new Watch(watched, found, whenAbandoned);
  }

  /** Takes the actions for what was found since the last call. */
  void look() {
    while (found.poll() instanceof Watch watch) {
      watch.whenAbandoned.run();
    }
  }
}
