package org.asyncio4j.testing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What was picked, of how many, at each decision of a run.
 *
 * <p>Belongs to the thread that runs the test. Another one may read what has been decided up to
 * then, when that thread has been given up and still runs.
 */
final class Decisions {
  private static final VarHandle COUNT = find();

  // Below the count nothing changes any more, in these arrays nor in those that replace them.
  private int[] picked = new int[32];
  private int[] sizes = new int[32];

  // Released after what it counts has been written, acquired before that is read.
  private int count;

  private static VarHandle find() {
    try {
      return MethodHandles.lookup().findVarHandle(Decisions.class, "count", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  void add(int index, int size) {
    if (count == picked.length) {
      picked = Arrays.copyOf(picked, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    picked[count] = index;
    sizes[count] = size;
    COUNT.setRelease(this, count + 1);
  }

  /** {@return how many there have been; any thread may read those} */
  int count() {
    return (int) COUNT.getAcquire(this);
  }

  int picked(int decision) {
    return picked[decision];
  }

  int size(int decision) {
    return sizes[decision];
  }

  /** {@return a number that other decisions hardly share} */
  long fingerprint() {
    long hash = count;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ (picked[i] + 1)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
