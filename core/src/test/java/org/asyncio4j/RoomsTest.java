package org.asyncio4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arrows point down: a package uses only those it is allowed to, and inside the root package, which
 * is flat for the sake of its users, a layer of classes uses only the layers before it.
 */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "no engine runs here: once is enough")
@Tag("one-engine")
final class RoomsTest {
  private static final String ROOT = "org.asyncio4j";
  private static final String SPI = ROOT + ".spi";
  private static final String ENGINE = ROOT + ".internal.engine";
  private static final String LOOP = ROOT + ".internal.loop";
  private static final String SIGNAL = ROOT + ".internal.signal";
  private static final String LAUNCHER = ROOT + ".internal.launcher";

  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          SPI, Set.of(),
          ENGINE, Set.of(SPI),
          LOOP, Set.of(SPI),
          SIGNAL, Set.of(),
          ROOT, Set.of(SPI, ENGINE, LOOP, SIGNAL),
          LAUNCHER, Set.of(ROOT));

  private record Layer(String name, List<String> classes) {
    static Layer of(String name, String... classes) {
      return new Layer(name, List.of(classes));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Layer> BOTTOM_TO_TOP =
      List.of(
          Layer.of(
              "leaves, which know nothing of loops and tasks",
              "Action",
              "Arguments",
              "BaseExceptionGroup",
              "BrokenBarrierException",
              "Carried",
              "CarriedLocal",
              "CarriedScope",
              "CarriedValues",
              "CancelledError",
              "ExceptionGroup",
              "GeneratorExit",
              "GroupSplitter",
              "HostedRun",
              "IncompleteReadException",
              "InvalidStateException",
              "KeyboardInterrupt",
              "LimitOverrunException",
              "Log",
              "LoopOptions",
              "Mailbox",
              "Pulse",
              "QueueEmptyException",
              "QueueFullException",
              "QueueShutDownException",
              "ReturnWhen",
              "SchedulePolicy",
              "SendfileNotAvailableException",
              "Snapshot",
              "SystemExit",
              "ThrowableGroup",
              "Throwables",
              "InAnyCase",
              "UserFrames",
              "WhenCancelled"),
          // Each of these needs all others, as in asyncio itself. TaskCreator, a sealed interface,
          // even has to name TaskGroup; class files do not show that as a use.
          Layer.of(
              "the knot",
              "AwaitTrail",
              "AsyncGenerator",
              "AsyncGenerators",
              "Awaitable",
              "AwaitedBy",
              "Awaiter",
              "BaseEventLoop",
              "BlockedCall",
              "Bridge",
              "Callbacks",
              "CancelWalk",
              "Context",
              "ContextVar",
              "Coroutine",
              "StackTable",
              "Debug",
              "DefaultExecutor",
              "DoneHandle",
              "DrivenLoop",
              "EagerStart",
              "ErrorReport",
              "ErrorReporter",
              "EventLoop",
              "ExceptionHandler",
              "ExecutorFuture",
              "FrameHandOver",
              "Future",
              "FutureGet",
              "Futures",
              "GatheringFuture",
              "Generator",
              "GeneratorFrame",
              "Handle",
              "HeldStep",
              "InPlaceFrame",
              "InterruptedCall",
              "JfrRecorder",
              "Abandoned",
              "Leftover",
              "Leftovers",
              "LoopHold",
              "LoopObserver",
              "Observers",
              "UnclosedWarning",
              "LoopCompletableFuture",
              "LoopWatch",
              "ManyBindings",
              "OnLoopThread",
              "Running",
              "RunningLoops",
              "Threw",
              "LostBody",
              "PolicyQueue",
              "Schedule",
              "SlowStep",
              "StateMachine",
              "StepChain",
              "StepFrame",
              "StepGuard",
              "Stepwise",
              "SignalHandlers",
              "StepRequest",
              "Task",
              "TaskCreator",
              "TaskFactory",
              "TaskOptions",
              "TaskSet",
              "TaskStack",
              "TaskText",
              "ThreadCall",
              "ThreadsafeHandle",
              "TimerHandle",
              "Alarm",
              "WatchedLoop",
              "Watchdog",
              "Waiter",
              "WakeUp"),
          Layer.of(
              "functions and blocks, one file each",
              "CoroutineFunction",
              "DoneAndPending",
              "FaultPoint",
              "Gather",
              "LoopExecutorService",
              "Outcome",
              "Shield",
              "StepBlock",
              "StepLoop",
              "Steps",
              "StepsOnStack",
              "StepTry",
              "Submission",
              "TaskGroup",
              "Timeout",
              "TimeoutCall",
              "WaitForNoTime",
              "Waiting",
              "WaitingForSome"),
          Layer.of(
              "synchronisation",
              "Barrier",
              "BarrierChange",
              "BarrierWait",
              "BoundedSemaphore",
              "Condition",
              "ConditionWait",
              "ConditionWaitUntil",
              "Event",
              "EventWait",
              "Held",
              "Holders",
              "Lock",
              "LockAcquire",
              "LoopBound",
              "WaitingLine",
              "Semaphore",
              "SemaphoreAcquire"),
          Layer.of(
              "queues", "LifoQueue", "PriorityQueue", "Queue", "QueueGet", "QueueJoin", "QueuePut"),
          Layer.of("waits of stackless bodies", "Stackless"),
          // A function like those above the knot, but what arrives waits in a queue.
          Layer.of("as-completed", "Arrivals", "AsCompleted"),
          // Looks at all of the above from outside, and only when it is asked.
          Layer.of(
              "the call graph",
              "Awaiters",
              "CallGraph",
              "CallGraphOptions",
              "CallGraphText",
              "FrameCallGraphEntry",
              "FutureCallGraph",
              "WaitCycle",
              "WaitGraph",
              "WaitGraphText",
              "WaitsFor"),
          Layer.of("Flow", "Delivery", "Doorbell", "IterablePublisher", "PublisherInbox"),
          Layer.of("the runner", "LoopThread", "RunOptions", "Runner", "UserInterrupt"),
          Layer.of("the front door", "Asyncio"));

  private static final JavaClasses CLASSES = coreClasses();

  /** From where Asyncio was loaded, so that the tests beside it do not count. */
  private static JavaClasses coreClasses() {
    var home = Asyncio.class.getProtectionDomain().getCodeSource().getLocation();
    return new ClassFileImporter()
        .importLocations(Set.of(Location.of(home)))
        .that(
            new DescribedPredicate<>("core") {
              @Override
              public boolean test(JavaClass type) {
                return !type.getPackageName().startsWith(ROOT + ".testing");
              }
            });
  }

  static Collection<String> packages() {
    return new TreeSet<>(MAY_USE.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatItMay(String name) {
    var forbidden = new TreeSet<>(MAY_USE.keySet());
    forbidden.remove(name);
    forbidden.removeAll(MAY_USE.get(name));
    if (forbidden.isEmpty()) {
      return;
    }
    noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsRule() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName))
        .as("packages on disk; a new one takes its place in MAY_USE")
        .isSubsetOf(MAY_USE.keySet())
        .containsAll(MAY_USE.keySet());
  }

  static List<Layer> layers() {
    return BOTTOM_TO_TOP;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layerUsesOnlyLayersBelow(Layer layer) {
    var above = new ArrayList<String>();
    BOTTOM_TO_TOP.stream()
        .skip(BOTTOM_TO_TOP.indexOf(layer) + 1L)
        .forEach(higher -> above.addAll(higher.classes()));
    if (above.isEmpty()) {
      return;
    }
    noClasses()
        .that(are(layer.name(), layer.classes()))
        .should()
        .dependOnClassesThat(are("layers above", above))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> are(String description, List<String> names) {
    return new DescribedPredicate<>(description) {
      @Override
      public boolean test(JavaClass type) {
        return type.getPackageName().equals(ROOT) && names.contains(topLevelName(type));
      }
    };
  }

  private static String topLevelName(JavaClass type) {
    String name = type.getName().substring(ROOT.length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  @Test
  void everyClassOfTheRootPackageHasItsLayer() {
    var onDisk = new TreeSet<String>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().equals(ROOT)) {
        onDisk.add(topLevelName(type));
      }
    }
    onDisk.remove("package-info");

    assertThat(BOTTOM_TO_TOP.stream().flatMap(layer -> layer.classes().stream()))
        .as("classes listed in BOTTOM_TO_TOP, each once; a new class takes its place there")
        .containsExactlyInAnyOrderElementsOf(onDisk);
  }
}
