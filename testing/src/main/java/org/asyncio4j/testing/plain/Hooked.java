package org.asyncio4j.testing.plain;

import java.lang.invoke.MethodHandles;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of the agent, set while simulations run: each asks the simulation that the current
 * thread is a part of.
 */
final class Hooked {
  private static final String HOOKS = "java.lang.Asyncio4jHooks";
  private static final long NONE = Long.MIN_VALUE;

  // The agent's class, if the JVM was started with it.
  private static final @Nullable Class<?> CLASS = find();

  // Guarded by the class: how many simulations run.
  private static int simulations;

  private Hooked() {}

  private static @Nullable Class<?> find() {
    try {
      return Class.forName(HOOKS, true, null);
    } catch (ClassNotFoundException noAgent) {
      return null;
    }
  }

  /** {@return whether the JVM runs with the agent} */
  static boolean available() {
    return CLASS != null;
  }

  /** A simulation begins to run. */
  static synchronized void enter() {
    if (simulations++ == 0 && CLASS != null) {
      set("nanos", LongSupplier.class, ask(simulation -> simulation.clock().nanos()));
      set("wall", LongSupplier.class, ask(Simulation::wallNanos));
      set("seeds", LongSupplier.class, ask(simulation -> simulation.randomness().seed()));
      set("salt", LongSupplier.class, ask(simulation -> simulation.randomness().salt()));
      set("threadIds", LongSupplier.class, (LongSupplier) Hooked::threadId);
      set("shared", Supplier.class, (Supplier<@Nullable Random>) Hooked::shared);
      set("pool", Supplier.class, (Supplier<@Nullable ForkJoinPool>) Hooked::pool);
      set("delayed", Predicate.class, (Predicate<ScheduledFuture<?>>) Hooked::delayed);
      set("starting", Consumer.class, (Consumer<Thread>) Hooked::starting);
      set("pinned", Runnable.class, (Runnable) Hooked::pinned);
      set("unparking", Consumer.class, (Consumer<Thread>) Hooked::unparking);
      set("io", ObjIntConsumer.class, (ObjIntConsumer<@Nullable Object>) Hooked::io);
      set("opened", Consumer.class, (Consumer<Object>) Hooked::opened);
      set("point", Runnable.class, (Runnable) Hooked::point);
      set("initializing", Consumer.class, (Consumer<Boolean>) Hooked::initializing);
    }
  }

  /** A simulation has run. */
  static synchronized void leave() {
    if (--simulations == 0 && CLASS != null) {
      for (String name : new String[] {"nanos", "wall", "seeds", "salt", "threadIds"}) {
        set(name, LongSupplier.class, null);
      }
      set("shared", Supplier.class, null);
      set("pool", Supplier.class, null);
      set("delayed", Predicate.class, null);
      set("starting", Consumer.class, null);
      set("pinned", Runnable.class, null);
      set("unparking", Consumer.class, null);
      set("io", ObjIntConsumer.class, null);
      set("opened", Consumer.class, null);
      set("point", Runnable.class, null);
      set("initializing", Consumer.class, null);
    }
  }

  private static void set(String name, Class<?> type, @Nullable Object hook) {
    try {
      MethodHandles.publicLookup().findStaticVarHandle(CLASS, name, type).setVolatile(hook);
    } catch (ReflectiveOperationException otherAgent) {
      throw new IllegalStateException(
          "the agent is not of this version: " + otherAgent.getMessage(), otherAgent);
    }
  }

  private static LongSupplier ask(ToLongFunction<Simulation> answer) {
    return () -> {
      Simulation simulation = Simulation.current();
      return simulation == null ? NONE : answer.applyAsLong(simulation);
    };
  }

  /** Also on the carrier, which makes the first thread, and those of tasks. */
  private static long threadId() {
    Simulation simulation = Simulation.onThisCarrier();
    return simulation == null ? NONE : simulation.nextThreadId();
  }

  private static @Nullable Random shared() {
    Simulation simulation = Simulation.current();
    return simulation == null ? null : simulation.randomness().shared();
  }

  private static @Nullable ForkJoinPool pool() {
    Simulation simulation = Simulation.current();
    return simulation == null ? null : simulation.asyncPool();
  }

  private static boolean delayed(ScheduledFuture<?> task) {
    Simulation simulation = Simulation.current();
    if (simulation == null || !(task instanceof ForkJoinTask<?> body)) {
      return false;
    }
    simulation
        .asyncPool()
        .runAfter(task.getDelay(TimeUnit.NANOSECONDS), body::quietlyInvoke, task::isDone);
    return true;
  }

  private static void starting(Thread thread) {
    Simulation simulation = Simulation.current();
    if (simulation != null && !isOfTheJdk(thread)) {
      simulation.outsideCalls().starts(thread);
    }
  }

  /** Those of the JDK's own house-keeping, which no program waits for. */
  private static boolean isOfTheJdk(Thread thread) {
    return thread.getClass().getName().startsWith("jdk.internal.misc.");
  }

  private static void pinned() {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      throw simulation.refuse(UncontrolledError.pinned(simulation.who()));
    }
  }

  private static void io(@Nullable Object file, int kind) {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      simulation.outsideCalls().io(file, OutsideCalls.kind(kind));
    }
  }

  private static void opened(Object file) {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      simulation.outsideCalls().opened(file);
    }
  }

  /** Any thread wakes another one: that of a simulation is only for that to wake. */
  private static void unparking(Thread woken) {
    Scheduler scheduler = Scheduler.of(woken);
    if (scheduler != null && scheduler.simulation() != Simulation.onThisCarrier()) {
      scheduler.wokenFromOutside(woken, Thread.currentThread());
    }
  }

  private static void initializing(boolean begins) {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      simulation.switches().initializing(begins);
    }
  }

  private static void point() {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      simulation.switches().point();
    }
  }
}
