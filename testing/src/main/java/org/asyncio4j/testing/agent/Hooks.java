package org.asyncio4j.testing.agent;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What rewritten classes call. The JVM knows a copy of this class as {@code
 * java.lang.Asyncio4jHooks}, which {@link SimulationAgent} makes; this one is only its text, and
 * uses nothing but the JDK.
 *
 * <p>The fields are set while simulations run, by those. A supplier answers {@link #NONE} or null
 * on a thread that is not simulated. While they are null, all is as without the agent.
 */
@SuppressWarnings("NonFinalStaticField") // see above
public final class Hooks {
  /** The answer of a supplier of numbers that has none for the current thread. */
  public static final long NONE = Long.MIN_VALUE;

  /** Real I/O: files. */
  public static final int FILES = 0;

  /** Real I/O: sockets, names of hosts. */
  public static final int NETWORK = 1;

  /** Real I/O: other processes. */
  public static final int PROCESSES = 2;

  /** Real I/O: what somebody types. */
  public static final int INPUT = 3;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long LOW_INT = 0xffff_ffffL;

  /** The time of {@code System.nanoTime}. */
  public static volatile @Nullable LongSupplier nanos;

  /** The time of the wall: nanoseconds since 1970. */
  public static volatile @Nullable LongSupplier wall;

  /** The next seed of a generator of random numbers. */
  public static volatile @Nullable LongSupplier seeds;

  /** What the order of immutable sets and maps follows from. */
  public static volatile @Nullable LongSupplier salt;

  /** The next thread's id. */
  public static volatile @Nullable LongSupplier threadIds;

  /** The generator of those who share one. */
  public static volatile @Nullable Supplier<@Nullable Random> shared;

  /** The pool of asynchronous completions. */
  public static volatile @Nullable Supplier<@Nullable ForkJoinPool> pool;

  /** Takes over something that is to run after a delay, or not. */
  public static volatile @Nullable Predicate<ScheduledFuture<?>> delayed;

  /** Is told of a platform thread that is about to be started; may throw. */
  public static volatile @Nullable Consumer<Thread> starting;

  /** Is told that a pinned virtual thread is about to block its carrier; may throw. */
  public static volatile @Nullable Runnable pinned;

  /** Is told that a virtual thread is about to be woken, by the current thread. */
  public static volatile @Nullable Consumer<Thread> unparking;

  /** Is told of real I/O that is about to be done, its kind and the open file; may throw. */
  public static volatile @Nullable ObjIntConsumer<@Nullable Object> io;

  /** Is told of a file that was opened. */
  public static volatile @Nullable Consumer<Object> opened;

  /** A place where threads may be switched. */
  public static volatile @Nullable Runnable point;

  /** Is told that a class begins to be initialized, and that this has ended. */
  public static volatile @Nullable Consumer<Boolean> initializing;

  private Hooks() {}

  private static long ask(@Nullable LongSupplier supplier) {
    return supplier == null ? NONE : supplier.getAsLong();
  }

  /** {@return in the place of {@code System.nanoTime}} */
  public static long nanoTime() {
    long simulated = ask(nanos);
    return simulated == NONE ? System.nanoTime() : simulated;
  }

  /** {@return in the place of {@code System.currentTimeMillis}} */
  public static long currentTimeMillis() {
    long simulated = ask(wall);
    return simulated == NONE
        ? System.currentTimeMillis()
        : Math.floorDiv(simulated, NANOS_PER_MILLI);
  }

  /**
   * {@return in the place of {@code VM.getNanoTimeAdjustment}, which has answered {@code real}}
   *
   * @param offsetSeconds seconds since 1970 that the answer counts from
   * @param real what the JDK would take
   */
  public static long nanoTimeAdjustment(long offsetSeconds, long real) {
    long simulated = ask(wall);
    return simulated == NONE ? real : simulated - offsetSeconds * NANOS_PER_SECOND;
  }

  /** {@return in the place of {@code Math.random}} */
  public static double random() {
    Random simulated = sharedOrNull();
    return simulated == null ? Math.random() : simulated.nextDouble();
  }

  /**
   * {@return in the place of the generator that {@code Collections.shuffle} has}
   *
   * @param real what the JDK would take
   */
  public static @Nullable Random shuffler(@Nullable Random real) {
    Random simulated = sharedOrNull();
    return simulated == null ? real : simulated;
  }

  private static @Nullable Random sharedOrNull() {
    Supplier<@Nullable Random> supplier = shared;
    return supplier == null ? null : supplier.get();
  }

  /**
   * {@return in the place of a seed, which would have been {@code real}}
   *
   * @param real what the JDK would take
   */
  public static long seed(long real) {
    long simulated = ask(seeds);
    return simulated == NONE ? real : simulated;
  }

  /**
   * {@return in the place of a thread's probe, which would have been {@code real}}
   *
   * @param real what the JDK would take
   */
  public static int probe(int real) {
    long simulated = ask(seeds);
    return simulated == NONE ? real : (int) simulated;
  }

  /**
   * {@return whether it has filled {@code bytes} in the place of a {@code SecureRandom}}
   *
   * @param bytes what is to be filled
   */
  public static boolean fill(byte @Nullable [] bytes) {
    if (bytes == null) {
      return false;
    }
    Random simulated = sharedOrNull();
    if (simulated != null) {
      simulated.nextBytes(bytes);
    }
    return simulated != null;
  }

  /**
   * {@return in the place of the salt of immutable sets and maps}
   *
   * @param real what the JDK would take
   */
  public static long salt(long real) {
    long simulated = ask(salt);
    return simulated == NONE ? real : simulated & LOW_INT;
  }

  /**
   * {@return in the place of whether immutable sets and maps are iterated backwards}
   *
   * @param real what the JDK would take
   */
  public static boolean reverse(boolean real) {
    long simulated = ask(salt);
    return simulated == NONE ? real : (simulated & 1) == 0;
  }

  /**
   * {@return in the place of a new thread's id}
   *
   * @param real what the JDK would take
   */
  public static long threadId(long real) {
    long simulated = ask(threadIds);
    return simulated == NONE ? real : simulated;
  }

  /**
   * {@return in the place of the common pool}
   *
   * @param real what the JDK would take
   */
  public static ForkJoinPool pool(ForkJoinPool real) {
    Supplier<@Nullable ForkJoinPool> supplier = pool;
    ForkJoinPool simulated = supplier == null ? null : supplier.get();
    return simulated == null ? real : simulated;
  }

  /**
   * {@return whether {@code task} will be run by a simulation}
   *
   * @param task what is to run, and when
   */
  public static boolean delayed(ScheduledFuture<?> task) {
    Predicate<ScheduledFuture<?>> taker = delayed;
    return taker != null && taker.test(task);
  }

  /**
   * A platform thread is about to be started.
   *
   * @param thread what is about to be started
   */
  public static void starting(Thread thread) {
    Consumer<Thread> told = starting;
    if (told != null) {
      told.accept(thread);
    }
  }

  /** A virtual thread is about to block its carrier. */
  public static void pinned() {
    Runnable told = pinned;
    if (told != null) {
      told.run();
    }
  }

  /** A class of the program begins to be initialized. */
  public static void initBegins() {
    Consumer<Boolean> told = initializing;
    if (told != null) {
      told.accept(true);
    }
  }

  /** A class of the program has been initialized. */
  public static void initEnds() {
    Consumer<Boolean> told = initializing;
    if (told != null) {
      told.accept(false);
    }
  }

  /**
   * A virtual thread is about to be woken.
   *
   * @param thread what is about to be woken
   */
  public static void unparking(Thread thread) {
    Consumer<Thread> told = unparking;
    if (told != null) {
      told.accept(thread);
    }
  }

  /**
   * Real I/O is about to be done.
   *
   * @param kind one of the above
   */
  public static void doing(int kind) {
    tell(null, kind);
  }

  /**
   * An open file is about to be used.
   *
   * @param file the file
   */
  public static void using(Object file) {
    tell(file, FILES);
  }

  /**
   * A file is about to be read, or the terminal.
   *
   * @param file the file
   */
  public static void reading(FileInputStream file) {
    if (io != null) {
      tell(file, isInput(file) ? INPUT : FILES);
    }
  }

  /**
   * A file is about to be written. What is printed changes nothing in a program, and is not told.
   *
   * @param file the file
   */
  public static void writing(FileOutputStream file) {
    if (io != null && !isOutput(file)) {
      tell(file, FILES);
    }
  }

  private static boolean isInput(FileInputStream file) {
    try {
      return file.getFD() == FileDescriptor.in;
    } catch (IOException closed) {
      return false;
    }
  }

  private static boolean isOutput(FileOutputStream file) {
    try {
      return file.getFD() == FileDescriptor.out || file.getFD() == FileDescriptor.err;
    } catch (IOException closed) {
      return false;
    }
  }

  private static void tell(@Nullable Object file, int kind) {
    ObjIntConsumer<@Nullable Object> told = io;
    if (told != null) {
      told.accept(file, kind);
    }
  }

  /**
   * A file was opened.
   *
   * @param file the file
   */
  public static void opened(Object file) {
    Consumer<Object> told = opened;
    if (told != null) {
      told.accept(file);
    }
  }

  /** A place where threads may be switched. */
  public static void point() {
    Runnable told = point;
    if (told != null) {
      told.run();
    }
  }
}
