package org.asyncio4j;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The front door: asyncio's module functions, to be imported by {@code import static
 * org.asyncio4j.Asyncio.*;}.
 *
 * <p>A coroutine is an ordinary method, written as a lambda wherever one is taken; calling it
 * inside a task awaits it. Whatever waits may be called in a task only, throws {@link
 * CancelledError} if the task is cancelled meanwhile, and {@link IllegalStateException} outside a
 * task. Times are seconds of the loop's clock.
 *
 * <p>Python: {@code import asyncio}.
 */
public final class Asyncio {

  private Asyncio() {}

  // --- running ----------------------------------------------------------------------------------

  /**
   * Runs a program: makes a loop, runs {@code main} in it as a task, then cancels and awaits all
   * tasks that are left, and closes the loop. Ctrl-C cancels the program, see {@link
   * Runner#run(Awaitable)}.
   *
   * @param main the program
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   * @throws IllegalStateException if a loop is running on this thread
   * @throws KeyboardInterrupt if the user has interrupted the program
   */
  public static <T extends @Nullable Object> T run(Callable<T> main) {
    return run(Coroutine.of(main), RunOptions.DEFAULT);
  }

  /**
   * As {@link #run(Callable)}, without a result.
   *
   * @param main the program; what it throws is thrown
   */
  public static void run(Action main) {
    run(Coroutine.of(main), RunOptions.DEFAULT);
  }

  /**
   * As {@link #run(Callable)}, for any awaitable.
   *
   * @param main the program
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(Awaitable<T> main) {
    return run(main, RunOptions.DEFAULT);
  }

  /**
   * As {@link #run(Callable)}, with options.
   *
   * @param main the program
   * @param options how to make the loop
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(Awaitable<T> main, RunOptions options) {
    Runner.requireNoRunningLoop("Asyncio.run");
    return new Runner(options).runAndClose(main);
  }

  /**
   * As {@link #run(Callable)}, with options.
   *
   * @param main the program
   * @param options how to make the loop
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(Callable<T> main, RunOptions options) {
    return run(Coroutine.of(main), options);
  }

  /**
   * As {@link #run(Action)}, with options.
   *
   * @param main the program
   * @param options how to make the loop
   */
  public static void run(Action main, RunOptions options) {
    run(Coroutine.of(main), options);
  }

  /**
   * {@return the loop that runs on this thread} Works in tasks and in callbacks.
   *
   * @throws IllegalStateException if there is none
   */
  public static EventLoop getRunningLoop() {
    return Running.requiredLoop();
  }

  /**
   * {@return the loop that runs on this thread, else the one set by {@link #setEventLoop}}
   *
   * @throws IllegalStateException if there is none
   */
  public static EventLoop getEventLoop() {
    return Running.runningOrCurrentLoop();
  }

  /**
   * Sets this thread's current loop, for {@link #getEventLoop}.
   *
   * @param loop the loop
   */
  public static void setEventLoop(EventLoop loop) {
    Running.current().currentLoop = Arguments.required(loop, "loop");
  }

  /** {@return a new loop} */
  public static EventLoop newEventLoop() {
    return EventLoop.create();
  }

  // --- coroutines and tasks ---------------------------------------------------------------------

  /**
   * Makes a coroutine, which starts when it is awaited or made a task. Needed only where a
   * coroutine is kept or passed on: whatever takes one takes a lambda too.
   *
   * @param body what it runs
   * @param <T> the type of the result
   * @return the coroutine; if it never starts, its loop reports it
   */
  public static <T extends @Nullable Object> Coroutine<T> coroutine(Callable<T> body) {
    return Coroutine.of(body).watched();
  }

  /**
   * As {@link #coroutine(Callable)}, without a result.
   *
   * @param body what it runs
   * @return the coroutine
   */
  public static Coroutine<@Nullable Void> coroutine(Action body) {
    return Coroutine.of(body).watched();
  }

  /**
   * Makes a stackless coroutine: it needs no thread while it runs, and little memory. Whatever
   * takes a coroutine takes it.
   *
   * <p>Python: the decorator {@code @asyncio.coroutine} of a generator.
   *
   * @param body makes its steps; for this coroutine alone
   * @param <T> the type of the result
   * @return the coroutine; if it never starts, its loop reports it
   * @throws IllegalStateException if {@code body} is a {@link StateMachine} and was used before
   */
  public static <T extends @Nullable Object> Coroutine<T> coroutine(Stepwise<T> body) {
    return Coroutine.of(body).watched();
  }

  /**
   * Makes an asynchronous generator, whose body starts when its first element is asked for.
   *
   * <p>Python: {@code async def} with a {@code yield} in it.
   *
   * @param body makes the elements, and may wait between them
   * @param <T> the type of the elements
   * @return the generator
   */
  public static <T> AsyncGenerator<T> asyncGenerator(AsyncGenerator.Body<T> body) {
    return new AsyncGenerator<>(body);
  }

  /**
   * Waits for the next element of an asynchronous generator.
   *
   * @param generator the generator
   * @param <T> the type of the elements
   * @return the element
   * @throws java.util.NoSuchElementException if there is none
   */
  public static <T> T anext(AsyncGenerator<T> generator) {
    return Arguments.required(generator, "generator").anext();
  }

  /**
   * As {@link #anext(AsyncGenerator)}, with an answer for the end.
   *
   * @param generator the generator
   * @param defaultValue what to return if there is no next element
   * @param <T> the type of the elements
   * @return the element, or {@code defaultValue}
   */
  public static <T> @Nullable T anext(
      AsyncGenerator<? extends T> generator, @Nullable T defaultValue) {
    T next = Arguments.required(generator, "generator").nextOrNull();
    return next == null ? defaultValue : next;
  }

  /**
   * Makes an asynchronous generator of a publisher: subscribes when the first item is asked for,
   * requests a few items at a time, and cancels the subscription when the generator is closed.
   *
   * <p>The publisher may use any threads. What it gives to {@code onError} is thrown to whoever
   * asks for the next item.
   *
   * <p>Java only: {@code java.util.concurrent.Flow}.
   *
   * @param publisher the publisher
   * @param <T> the type of the items
   * @return the generator
   */
  public static <T> AsyncGenerator<T> fromPublisher(Flow.Publisher<T> publisher) {
    return PublisherInbox.generatorOf(publisher);
  }

  /**
   * Makes a publisher of an iteration, which may wait: each subscription runs as a task of the
   * running loop, and pulls an item only when it is requested. The end of the items shows when one
   * more is requested.
   *
   * <p>Signals come on the loop's thread; the subscription may be used on any. Cancelling it
   * cancels what is being waited for. An asynchronous generator takes one subscriber, and is closed
   * when that is served or has cancelled; other iterables are iterated for each.
   *
   * <p>Java only: {@code java.util.concurrent.Flow}.
   *
   * @param items the items, none of them null; what the iteration throws goes to {@code onError}
   * @param <T> the type of the items
   * @return the publisher
   */
  public static <T> Flow.Publisher<T> toPublisher(Iterable<? extends T> items) {
    return new IterablePublisher<>(Running.requiredLoop(), items);
  }

  /**
   * Makes a coroutine function: calling it starts nothing but gives a coroutine.
   *
   * <p>Python: the decorator {@code @asyncio.coroutine}.
   *
   * @param body what its coroutines run
   * @param <A> the type of the argument
   * @param <T> the type of the result
   * @return the function
   */
  public static <A extends @Nullable Object, T extends @Nullable Object>
      CoroutineFunction<A, T> coroutine(CoroutineFunction.Body<A, T> body) {
    Arguments.required(body, "body");
    return argument -> {
      Callable<T> call = () -> body.call(argument);
      return coroutine(call);
    };
  }

  /**
   * {@return whether an object is a coroutine}
   *
   * @param object any object
   */
  public static boolean iscoroutine(@Nullable Object object) {
    return object instanceof Coroutine;
  }

  /**
   * {@return whether an object is a coroutine function}
   *
   * @param object any object
   */
  public static boolean iscoroutinefunction(@Nullable Object object) {
    return object instanceof CoroutineFunction;
  }

  /**
   * {@return whether an object is a future of a loop, or a task}
   *
   * @param object any object
   */
  public static boolean isfuture(@Nullable Object object) {
    return object instanceof Future;
  }

  /**
   * Waits for an awaitable. A coroutine runs inside this task; a done future does not suspend it.
   *
   * @param awaitable what to wait for
   * @param <T> the type of the result
   * @return its result; what it failed with is thrown, the same object, checked or not
   */
  public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    return Futures.await(awaitable);
  }

  /**
   * As {@link #await(Awaitable)}, where a checked exception is to be caught.
   *
   * @param awaitable what to wait for
   * @param thrown the class of the exception; changes nothing but what the compiler knows
   * @param <T> the type of the result
   * @param <X> the type of the exception
   * @return its result
   * @throws X if it failed so
   */
  public static <T extends @Nullable Object, X extends Throwable> T await(
      Awaitable<T> awaitable, Class<X> thrown) throws X {
    Arguments.required(thrown, "thrown");
    return await(awaitable);
  }

  /**
   * Waits for a stage of {@code java.util.concurrent}; cancelling the task cancels the stage.
   *
   * @param stage what to wait for
   * @param <T> the type of the result
   * @return its result; what it failed with is thrown
   */
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    Arguments.required(stage, "stage");
    return Bridge.wrap(stage, Running.requiredTask("await").loop()).await();
  }

  /**
   * {@return a future of the running loop that ends as a stage does; cancelling it cancels the
   * stage}
   *
   * @param stage what to wrap
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
    return Bridge.wrap(Arguments.required(stage, "stage"), BaseEventLoop.of(getEventLoop()));
  }

  /**
   * {@return a completable future that ends as an awaitable does; cancelling either cancels the
   * other}
   *
   * <p>To be called on the loop's thread; the answer may be used by any. Waiting for it blocks a
   * foreign thread, suspends a task of the loop, and is refused in a callback of the loop.
   *
   * <p>Java only: see {@link Future#toCompletableFuture}.
   *
   * @param awaitable what to hand out; a coroutine is made a task of the current loop
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(
      Awaitable<T> awaitable) {
    return ensureFuture(Arguments.required(awaitable, "awaitable")).toCompletableFuture();
  }

  /**
   * {@return a loop as an executor of {@code java.util.concurrent}: what it is given, from whatever
   * thread, the loop runs as tasks}
   *
   * <p>Cancelling what {@code submit} returns cancels the task. Waiting, by {@code get}, {@code
   * invokeAll}, {@code invokeAny}, {@code awaitTermination} or {@code close}, blocks a foreign
   * thread, suspends a task of the loop, and is refused in a callback of the loop by an {@link
   * IllegalStateException}. What a command given to {@code execute} throws goes to the loop's
   * exception handler. {@code shutdownNow} cancels everything and returns an empty list. Each call
   * gives a service of its own; shutting it down does nothing to the loop. When the loop closes,
   * what has not ended is cancelled, and what is submitted after that is rejected.
   *
   * <p>Java only: {@link #runCoroutineThreadsafe(Coroutine, EventLoop)} for code that wants an
   * executor.
   *
   * @param loop runs the tasks
   */
  public static ExecutorService asExecutorService(EventLoop loop) {
    return new LoopExecutorService(BaseEventLoop.of(loop));
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param coroutine what it runs
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return Running.requiredLoop().createTask(coroutine);
  }

  /**
   * Makes a task of the running loop with a stackless body; it runs soon, beside the others.
   *
   * @param body makes its steps; for this task alone
   * @param <T> the type of the result
   * @return the task
   * @throws IllegalStateException if {@code body} is a {@link StateMachine} and was used before
   */
  public static <T extends @Nullable Object> Task<T> createTask(Stepwise<T> body) {
    return createTask(Coroutine.of(body));
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param coroutine what it runs
   * @param options name, context, eager start
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    return Running.requiredLoop().createTask(coroutine, options);
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param body what it runs
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
    return Running.requiredLoop().createTask(body);
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param body what it runs
   * @param options name, context, eager start
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Task<T> createTask(
      Callable<T> body, TaskOptions options) {
    return Running.requiredLoop().createTask(body, options);
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param body what it runs
   * @return the task
   */
  public static Task<@Nullable Void> createTask(Action body) {
    return Running.requiredLoop().createTask(body);
  }

  /**
   * Makes a task of the running loop; it runs soon, beside the others.
   *
   * @param body what it runs
   * @param options name, context, eager start
   * @return the task
   */
  public static Task<@Nullable Void> createTask(Action body, TaskOptions options) {
    return Running.requiredLoop().createTask(body, options);
  }

  /**
   * {@return a future as it is, and of a coroutine a task of the current loop}
   *
   * @param awaitable what to wait for
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
    return awaitable instanceof Future<T> future
        ? future
        : Futures.ensure(awaitable, BaseEventLoop.of(getEventLoop()));
  }

  /**
   * As {@link #createTask(Callable)}; the older name.
   *
   * @param body what it runs
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Future<T> ensureFuture(Callable<T> body) {
    return ensureFuture(Coroutine.of(body));
  }

  /**
   * As {@link #createTask(Action)}; the older name.
   *
   * @param body what it runs
   * @return the task
   */
  public static Future<@Nullable Void> ensureFuture(Action body) {
    return ensureFuture(Coroutine.of(body));
  }

  /**
   * {@return a future as it is, and of a coroutine a task of the current loop} The name of 2013.
   *
   * @param awaitable what to wait for
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> Future<T> async(Awaitable<T> awaitable) {
    return ensureFuture(awaitable);
  }

  /**
   * As {@link #createTask(Callable)}; the name of 2013.
   *
   * @param body what it runs
   * @param <T> the type of the result
   * @return the task
   */
  public static <T extends @Nullable Object> Future<T> async(Callable<T> body) {
    return ensureFuture(Coroutine.of(body));
  }

  /**
   * As {@link #createTask(Action)}; the name of 2013.
   *
   * @param body what it runs
   * @return the task
   */
  public static Future<@Nullable Void> async(Action body) {
    return ensureFuture(Coroutine.of(body));
  }

  /** {@return the task whose code is calling; empty in a callback} */
  public static Optional<Task<?>> currentTask() {
    return Optional.ofNullable(Running.requiredLoop().running().task);
  }

  /** {@return the tasks of the running loop that are not done, in order of creation} */
  public static Set<Task<?>> allTasks() {
    return allTasks(Running.requiredLoop());
  }

  /**
   * {@return the tasks of a loop that are not done, in order of creation} Any thread may ask.
   *
   * @param loop the loop
   */
  public static Set<Task<?>> allTasks(EventLoop loop) {
    return BaseEventLoop.of(loop).tasks().snapshot();
  }

  /**
   * Has a thread of the loop's default executor run a blocking function, and waits for it by
   * suspending this task.
   *
   * <p>The function runs in a copy of the current context. If this task is cancelled meanwhile, the
   * function runs to its end, unobserved; one that no thread has begun yet never runs.
   *
   * @param body the function; no part of a task, so it cannot wait for anything of asyncio
   * @param <T> the type of its result
   * @return its result; what it throws is thrown, the same object
   * @throws IllegalStateException also if the default executor has been shut down
   */
  public static <T extends @Nullable Object> T toThread(Callable<T> body) {
    return toThread(body, WhenCancelled.DETACH);
  }

  /**
   * As {@link #toThread(Callable)}, without a result.
   *
   * @param body the function; what it throws is thrown
   */
  public static void toThread(Action body) {
    toThread(ExecutorFuture.callable(body));
  }

  /**
   * As {@link #toThread(Callable)}, where a cancellation of this task can interrupt the function.
   *
   * @param body the function
   * @param whenCancelled what a cancellation does to it; {@link WhenCancelled#INTERRUPT} waits for
   *     its end
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T toThread(
      Callable<T> body, WhenCancelled whenCancelled) {
    return ExecutorFuture.toThread(body, whenCancelled);
  }

  /**
   * As {@link #toThread(Callable, WhenCancelled)}, without a result.
   *
   * @param body the function; what it throws is thrown
   * @param whenCancelled what a cancellation does to it
   */
  public static void toThread(Action body, WhenCancelled whenCancelled) {
    toThread(ExecutorFuture.callable(body), whenCancelled);
  }

  /**
   * Hands a coroutine to a loop on another thread. Any thread may call it.
   *
   * @param coroutine what the loop shall run as a task
   * @param loop the loop
   * @param <T> the type of the result
   * @return its outcome; cancelling it cancels the task
   */
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Coroutine<T> coroutine, EventLoop loop) {
    return Bridge.submit(Arguments.required(coroutine, "coroutine"), BaseEventLoop.of(loop));
  }

  /**
   * As {@link #runCoroutineThreadsafe(Coroutine, EventLoop)}.
   *
   * @param body what the loop shall run as a task
   * @param loop the loop
   * @param <T> the type of the result
   * @return its outcome; cancelling it cancels the task
   */
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Callable<T> body, EventLoop loop) {
    return runCoroutineThreadsafe(Coroutine.of(body), loop);
  }

  /**
   * As {@link #runCoroutineThreadsafe(Coroutine, EventLoop)}, without a result.
   *
   * @param body what the loop shall run as a task
   * @param loop the loop
   * @return its end; cancelling it cancels the task
   */
  public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(
      Action body, EventLoop loop) {
    return runCoroutineThreadsafe(Coroutine.of(body), loop);
  }

  /**
   * Makes a task that starts at once, up to its first suspension; a task factory: {@code
   * loop.setTaskFactory(Asyncio::eagerTaskFactory)}.
   *
   * @param loop the loop
   * @param coroutine what the task runs
   * @param options name, context, and whether to start eagerly after all
   * @return the task
   */
  public static Task<?> eagerTaskFactory(
      EventLoop loop, Coroutine<?> coroutine, TaskOptions options) {
    return createEagerTaskFactory(Task::create).createTask(loop, coroutine, options);
  }

  /**
   * {@return a task factory that has tasks start at once unless they opt out}
   *
   * @param constructor makes the tasks
   */
  public static TaskFactory createEagerTaskFactory(TaskFactory constructor) {
    Arguments.required(constructor, "constructor");
    return (loop, coroutine, options) ->
        constructor.createTask(
            loop,
            coroutine,
            options.start() == TaskOptions.Start.DEFAULT
                ? options.withStart(TaskOptions.Start.EAGER)
                : options);
  }

  // --- sleeping and time limits -----------------------------------------------------------------

  /**
   * Suspends this task for a time; zero or less gives up one iteration of the loop.
   *
   * @param delay seconds
   * @throws IllegalArgumentException if {@code delay} is not a number
   */
  public static void sleep(double delay) {
    Waiting.sleep(Arguments.nanos(delay, "delay"));
  }

  /**
   * Suspends this task for a time; zero or less gives up one iteration of the loop.
   *
   * @param delay how long
   */
  public static void sleep(Duration delay) {
    Waiting.sleep(Arguments.nanos(delay, "delay"));
  }

  /**
   * As {@link #sleep(double)}, with a result.
   *
   * @param delay seconds
   * @param result what to return
   * @param <T> the type of the result
   * @return {@code result}
   */
  public static <T extends @Nullable Object> T sleep(double delay, T result) {
    sleep(delay);
    return result;
  }

  /**
   * As {@link #sleep(Duration)}, with a result.
   *
   * @param delay how long
   * @param result what to return
   * @param <T> the type of the result
   * @return {@code result}
   */
  public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
    sleep(delay);
    return result;
  }

  /**
   * {@return a time limit, to be used by its {@code run} or {@code call}}
   *
   * @param delay seconds; zero or less: up at the first suspension
   */
  public static Timeout timeout(double delay) {
    return new Timeout(Arguments.nanos(delay, "delay"));
  }

  /**
   * Runs a block of code under a time limit.
   *
   * @param delay seconds; zero or less: up at the first suspension
   * @param body the block; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T timeout(double delay, Callable<T> body)
      throws TimeoutException {
    Arguments.required(body, "body");
    return timeout(delay).call(limit -> body.call());
  }

  /**
   * Runs a block of code under a time limit.
   *
   * @param delay seconds; zero or less: up at the first suspension
   * @param body the block; what it throws is thrown
   * @throws TimeoutException if the time was up
   */
  public static void timeout(double delay, Action body) throws TimeoutException {
    Arguments.required(body, "body");
    timeout(delay).run(limit -> body.run());
  }

  /**
   * {@return a time limit, to be used by its {@code run} or {@code call}}
   *
   * @param delay how long; zero or less: up at the first suspension
   */
  public static Timeout timeout(Duration delay) {
    return new Timeout(Arguments.nanos(delay, "delay"));
  }

  /**
   * Runs a block of code under a time limit.
   *
   * @param delay how long; zero or less: up at the first suspension
   * @param body the block; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T timeout(Duration delay, Callable<T> body)
      throws TimeoutException {
    Arguments.required(body, "body");
    return timeout(delay).call(limit -> body.call());
  }

  /**
   * Runs a block of code under a time limit.
   *
   * @param delay how long; zero or less: up at the first suspension
   * @param body the block; what it throws is thrown
   * @throws TimeoutException if the time was up
   */
  public static void timeout(Duration delay, Action body) throws TimeoutException {
    Arguments.required(body, "body");
    timeout(delay).run(limit -> body.run());
  }

  /**
   * {@return a time limit that never comes, unless it is moved}
   *
   * <p>Python: {@code asyncio.timeout(None)}.
   */
  public static Timeout timeout() {
    return new Timeout(Waiting.NO_LIMIT);
  }

  /**
   * {@return a time limit at a time}
   *
   * @param when seconds of {@link EventLoop#time}
   */
  public static Timeout timeoutAt(double when) {
    return Timeout.at(Arguments.nanos(when, "when"));
  }

  /**
   * Runs a block of code until a time at most.
   *
   * @param when seconds of {@link EventLoop#time}
   * @param body the block; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T timeoutAt(double when, Callable<T> body)
      throws TimeoutException {
    Arguments.required(body, "body");
    return timeoutAt(when).call(limit -> body.call());
  }

  /**
   * Runs a block of code until a time at most.
   *
   * @param when seconds of {@link EventLoop#time}
   * @param body the block; what it throws is thrown
   * @throws TimeoutException if the time was up
   */
  public static void timeoutAt(double when, Action body) throws TimeoutException {
    Arguments.required(body, "body");
    timeoutAt(when).run(limit -> body.run());
  }

  /**
   * Waits for an awaitable, without a limit.
   *
   * <p>Python: {@code asyncio.wait_for(aw, None)}.
   *
   * @param awaitable what to wait for
   * @param <T> the type of the result
   * @return its result
   */
  public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable) {
    return await(awaitable);
  }

  /**
   * Waits for an awaitable, for a time at most. When the time is up it is cancelled, and its end
   * awaited.
   *
   * @param awaitable what to wait for; with no time at all a coroutine does not start
   * @param timeout seconds
   * @param <T> the type of the result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, double timeout)
      throws TimeoutException {
    return Waiting.waitFor(
        Arguments.required(awaitable, "awaitable"), Arguments.nanos(timeout, "timeout"));
  }

  /**
   * Runs a body, for a time at most.
   *
   * @param body what to run
   * @param timeout seconds
   * @param <T> the type of the result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T waitFor(Callable<T> body, double timeout)
      throws TimeoutException {
    return waitFor(Coroutine.of(body), timeout);
  }

  /**
   * Runs a body, for a time at most.
   *
   * @param body what to run
   * @param timeout seconds
   * @throws TimeoutException if the time was up
   */
  public static void waitFor(Action body, double timeout) throws TimeoutException {
    waitFor(Coroutine.of(body), timeout);
  }

  /**
   * Waits for an awaitable, for a time at most. When the time is up it is cancelled, and its end
   * awaited.
   *
   * @param awaitable what to wait for; with no time at all a coroutine does not start
   * @param timeout how long
   * @param <T> the type of the result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, Duration timeout)
      throws TimeoutException {
    return Waiting.waitFor(
        Arguments.required(awaitable, "awaitable"), Arguments.nanos(timeout, "timeout"));
  }

  /**
   * Runs a body, for a time at most.
   *
   * @param body what to run
   * @param timeout how long
   * @param <T> the type of the result
   * @return its result
   * @throws TimeoutException if the time was up
   */
  public static <T extends @Nullable Object> T waitFor(Callable<T> body, Duration timeout)
      throws TimeoutException {
    return waitFor(Coroutine.of(body), timeout);
  }

  /**
   * Runs a body, for a time at most.
   *
   * @param body what to run
   * @param timeout how long
   * @throws TimeoutException if the time was up
   */
  public static void waitFor(Action body, Duration timeout) throws TimeoutException {
    waitFor(Coroutine.of(body), timeout);
  }

  // --- several at once --------------------------------------------------------------------------

  /**
   * Runs awaitables at once and collects their results, in the order of the arguments. The first
   * failure is the failure of the whole; the others run on. Cancelling the whole cancels all.
   *
   * @param awaitables what to run; an equal one counts once
   * @param <T> the type of the results
   * @return the results, in a future
   */
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.results(Arguments.required(awaitables, "awaitables"));
  }

  /**
   * As {@link #gather(Collection)}.
   *
   * @param awaitables what to run
   * @param <T> the type of the results
   * @return the results, in a future
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Awaitable<? extends T>... awaitables) {
    return Gather.results(Arrays.asList(Arguments.required(awaitables, "awaitables")));
  }

  /**
   * As {@link #gather(Collection)}, with new tasks.
   *
   * @param bodies what to run
   * @param <T> the type of the results
   * @return the results, in a future
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Callable<? extends T>... bodies) {
    return Gather.results(
        Arrays.stream(bodies).<Awaitable<? extends T>>map(Coroutine::of).toList());
  }

  /**
   * As {@link #gather(Collection)}, with new tasks that have no results.
   *
   * @param bodies what to run
   * @return as many nulls, in a future
   */
  public static Future<List<@Nullable Void>> gather(Action... bodies) {
    return Gather.results(Arrays.stream(bodies).map(Coroutine::of).toList());
  }

  /** {@return a done future of an empty list} */
  public static Future<List<Object>> gather() {
    return Gather.results(List.<Awaitable<Object>>of());
  }

  /**
   * As {@link #gather(Collection)}, but failures and cancellations are collected too.
   *
   * <p>Python: {@code gather(..., return_exceptions=True)}.
   *
   * @param awaitables what to run; an equal one counts once
   * @param <T> the type of the results
   * @return how each ended, in a future
   */
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.outcomes(Arguments.required(awaitables, "awaitables"));
  }

  /**
   * As {@link #gatherOutcomes(Collection)}.
   *
   * @param awaitables what to run
   * @param <T> the type of the results
   * @return how each ended, in a future
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Awaitable<? extends T>... awaitables) {
    return Gather.outcomes(Arrays.asList(Arguments.required(awaitables, "awaitables")));
  }

  /**
   * As {@link #gatherOutcomes(Collection)}, with new tasks.
   *
   * @param bodies what to run
   * @param <T> the type of the results
   * @return how each ended, in a future
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Callable<? extends T>... bodies) {
    return Gather.outcomes(
        Arrays.stream(bodies).<Awaitable<? extends T>>map(Coroutine::of).toList());
  }

  /**
   * As {@link #gatherOutcomes(Collection)}, with new tasks that have no results.
   *
   * @param bodies what to run
   * @return how each ended, in a future
   */
  public static Future<List<Outcome<@Nullable Void>>> gatherOutcomes(Action... bodies) {
    return Gather.outcomes(Arrays.stream(bodies).map(Coroutine::of).toList());
  }

  /**
   * {@return a future that ends as an awaitable does, but whose cancellation does not reach it}
   *
   * @param awaitable what to protect; a coroutine is made a task
   * @param <T> the type of the result
   */
  public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
    return Shield.protect(ensureFuture(Arguments.required(awaitable, "awaitable")));
  }

  /**
   * As {@link #shield(Awaitable)}, of a new task.
   *
   * @param body what to run
   * @param <T> the type of the result
   * @return the protecting future
   */
  public static <T extends @Nullable Object> Future<T> shield(Callable<T> body) {
    return shield(Coroutine.of(body));
  }

  /**
   * As {@link #shield(Awaitable)}, of a new task.
   *
   * @param body what to run
   * @return the protecting future
   */
  public static Future<@Nullable Void> shield(Action body) {
    return shield(Coroutine.of(body));
  }

  /**
   * Waits until all futures are done, however they end. Cancels none.
   *
   * <p>To be called as {@code Asyncio.wait}: {@code Object.wait} hides the imported name.
   *
   * @param futures what to wait for, at least one
   * @param <F> the type of the futures
   * @return all of them, as done ones
   * @throws IllegalArgumentException if there are none
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(Collection<F> futures) {
    return Waiting.wait(futures, Waiting.NO_LIMIT, ReturnWhen.ALL_COMPLETED);
  }

  /**
   * As {@link #wait(Collection)}, until a condition holds.
   *
   * @param futures what to wait for, at least one
   * @param returnWhen the condition
   * @param <F> the type of the futures
   * @return which are done and which are not
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, ReturnWhen returnWhen) {
    return Waiting.wait(futures, Waiting.NO_LIMIT, returnWhen);
  }

  /**
   * As {@link #wait(Collection)}, until a condition holds, for a time at most.
   *
   * @param futures what to wait for, at least one
   * @param timeout seconds; when the time is up, nothing is thrown
   * @param returnWhen the condition
   * @param <F> the type of the futures
   * @return which are done and which are not
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, double timeout, ReturnWhen returnWhen) {
    return Waiting.wait(futures, Arguments.nanos(timeout, "timeout"), returnWhen);
  }

  /**
   * As {@link #wait(Collection)}, for a time at most.
   *
   * @param futures what to wait for, at least one
   * @param timeout seconds; when the time is up, nothing is thrown
   * @param <F> the type of the futures
   * @return which are done and which are not
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, double timeout) {
    return wait(futures, timeout, ReturnWhen.ALL_COMPLETED);
  }

  /**
   * As {@link #asCompleted(Collection)}, for a time at most.
   *
   * @param awaitables what to run; an equal one counts once
   * @param timeout seconds
   * @param <T> the type of the results
   * @return the results as they come; {@link TimeoutException} for what comes too late
   */
  public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
      Collection<? extends Awaitable<T>> awaitables, double timeout) {
    return new AsCompleted<>(awaitables, Arguments.nanos(timeout, "timeout"));
  }

  /**
   * As {@link #wait(Collection)}, until a condition holds, for a time at most.
   *
   * @param futures what to wait for, at least one
   * @param timeout how long; when the time is up, nothing is thrown
   * @param returnWhen the condition
   * @param <F> the type of the futures
   * @return which are done and which are not
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, Duration timeout, ReturnWhen returnWhen) {
    return Waiting.wait(futures, Arguments.nanos(timeout, "timeout"), returnWhen);
  }

  /**
   * As {@link #wait(Collection)}, for a time at most.
   *
   * @param futures what to wait for, at least one
   * @param timeout how long; when the time is up, nothing is thrown
   * @param <F> the type of the futures
   * @return which are done and which are not
   */
  public static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, Duration timeout) {
    return wait(futures, timeout, ReturnWhen.ALL_COMPLETED);
  }

  /**
   * As {@link #asCompleted(Collection)}, for a time at most.
   *
   * @param awaitables what to run; an equal one counts once
   * @param timeout how long
   * @param <T> the type of the results
   * @return the results as they come; {@link TimeoutException} for what comes too late
   */
  public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
      Collection<? extends Awaitable<T>> awaitables, Duration timeout) {
    return new AsCompleted<>(awaitables, Arguments.nanos(timeout, "timeout"));
  }

  /**
   * Runs awaitables at once, for a loop over their results in the order in which they come.
   *
   * @param awaitables what to run; an equal one counts once
   * @param <T> the type of the results
   * @return the results as they come
   */
  public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
      Collection<? extends Awaitable<T>> awaitables) {
    return new AsCompleted<>(awaitables, Waiting.NO_LIMIT);
  }

  // --- introspection ----------------------------------------------------------------------------

  /**
   * {@return who awaits the current task, directly and indirectly, and where each of them is; empty
   * in a plain callback}
   *
   * @throws IllegalStateException if no loop is running
   */
  public static Optional<FutureCallGraph> captureCallGraph() {
    return captureCallGraph(CallGraphOptions.DEFAULT);
  }

  /**
   * As {@link #captureCallGraph()}, with options.
   *
   * @param options how much of the stacks
   * @return the graph; empty in a plain callback
   */
  public static Optional<FutureCallGraph> captureCallGraph(CallGraphOptions options) {
    return CallGraph.ofCurrentTask(Arguments.required(options, "options"));
  }

  /**
   * {@return who awaits a future, directly and indirectly, and where each of them is} Any thread
   * may ask; while its loop runs on another one, the answer is best effort, as with {@link
   * WaitGraph}.
   *
   * @param future the future or task
   */
  public static FutureCallGraph captureCallGraph(Future<?> future) {
    return captureCallGraph(future, CallGraphOptions.DEFAULT);
  }

  /**
   * As {@link #captureCallGraph(Future)}, with options.
   *
   * @param future the future or task
   * @param options how much of the stacks
   * @return the graph
   */
  public static FutureCallGraph captureCallGraph(Future<?> future, CallGraphOptions options) {
    return CallGraph.of(future, options);
  }

  /**
   * {@return the current task's call graph as text; empty in a plain callback}
   *
   * @throws IllegalStateException if no loop is running
   */
  public static String formatCallGraph() {
    return formatCallGraph(CallGraphOptions.DEFAULT);
  }

  /**
   * As {@link #formatCallGraph()}, with options.
   *
   * @param options how much of the stacks
   * @return the text; empty in a plain callback
   */
  public static String formatCallGraph(CallGraphOptions options) {
    return captureCallGraph(options).map(CallGraphText::of).orElse("");
  }

  /**
   * {@return a future's call graph as text, with what it waits for and the circle of tasks that it
   * is stuck in, if it is} Any thread may ask, as with {@link #captureCallGraph(Future)}.
   *
   * @param future the future or task
   */
  public static String formatCallGraph(Future<?> future) {
    return formatCallGraph(future, CallGraphOptions.DEFAULT);
  }

  /**
   * As {@link #formatCallGraph(Future)}, with options.
   *
   * @param future the future or task
   * @param options how much of the stacks
   * @return the text
   */
  public static String formatCallGraph(Future<?> future, CallGraphOptions options) {
    return CallGraphText.of(captureCallGraph(future, options));
  }

  /** Prints {@link #formatCallGraph()} to the standard output; nothing in a plain callback. */
  public static void printCallGraph() {
    printCallGraph(CallGraphOptions.DEFAULT, System.out);
  }

  /**
   * Prints {@link #formatCallGraph(CallGraphOptions)}; nothing in a plain callback.
   *
   * @param options how much of the stacks
   * @param out where to print
   */
  public static void printCallGraph(CallGraphOptions options, PrintStream out) {
    Arguments.required(out, "out");
    captureCallGraph(options).map(CallGraphText::of).ifPresent(out::println);
  }

  /**
   * Prints {@link #formatCallGraph(Future)} to the standard output.
   *
   * @param future the future or task
   */
  public static void printCallGraph(Future<?> future) {
    printCallGraph(future, CallGraphOptions.DEFAULT, System.out);
  }

  /**
   * Prints {@link #formatCallGraph(Future, CallGraphOptions)}.
   *
   * @param future the future or task
   * @param options how much of the stacks
   * @param out where to print
   */
  public static void printCallGraph(Future<?> future, CallGraphOptions options, PrintStream out) {
    Arguments.required(out, "out").println(formatCallGraph(future, options));
  }

  /**
   * Tells the call graph that a future is awaited by another, for combinators that wait through
   * callbacks of their own. It keeps neither alive, and is over when one of them is done.
   *
   * @param future what is awaited
   * @param waiter the future or task that awaits it
   */
  public static void futureAddToAwaitedBy(Future<?> future, Future<?> waiter) {
    Arguments.required(waiter, "waiter");
    Arguments.required(future, "future").loop().awaitedBy().add(future, waiter);
  }

  /**
   * Takes {@link #futureAddToAwaitedBy} back; does nothing if it was not called.
   *
   * @param future what was awaited
   * @param waiter the future or task that awaited it
   */
  public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> waiter) {
    Arguments.required(waiter, "waiter");
    Arguments.required(future, "future").loop().awaitedBy().discard(future, waiter);
  }
}
