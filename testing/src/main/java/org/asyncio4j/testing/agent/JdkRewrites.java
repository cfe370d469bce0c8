package org.asyncio4j.testing.agent;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;

/**
 * What is rewritten in one class so that clocks, seeds and threads are the simulation's: calls of
 * clocks everywhere, and a few places of the JDK.
 */
final class JdkRewrites {
  private static final String RANDOM_PACKAGE = "jdk/internal/random/";
  private static final String IMMUTABLE = "java/util/ImmutableCollections";
  private static final String COMPLETABLE = "java/util/concurrent/CompletableFuture";

  // Beside these: those that begin with one of the above.
  private static final Set<String> PLACES =
      Set.of(
          "java/lang/Thread",
          "java/lang/VirtualThread",
          "java/security/SecureRandom",
          "java/util/Collections",
          "java/util/Random",
          "java/util/SplittableRandom",
          "java/util/ImmutableCollections$ListItr",
          "java/util/ImmutableCollections$Map1",
          "java/util/ImmutableCollections$MapN",
          "java/util/ImmutableCollections$Set12",
          "java/util/ImmutableCollections$SetN",
          "java/util/concurrent/CompletableFuture",
          "java/util/concurrent/CompletableFuture$DelayedExecutor",
          "java/util/concurrent/DelayScheduler",
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/ThreadLocalRandom");

  private static final long LOW_INT = 0xffff_ffffL;

  private static final ClassDesc CD_POOL = desc(ForkJoinPool.class);
  private static final ClassDesc CD_RANDOM = desc(Random.class);

  private final String className;
  private boolean any;

  JdkRewrites(String className) {
    this.className = className;
  }

  static boolean concern(String className) {
    return PLACES.contains(className)
        || IoPlaces.concern(className)
        || className.startsWith(RANDOM_PACKAGE)
        || className.startsWith(IMMUTABLE)
        || className.startsWith(COMPLETABLE);
  }

  /** Has the JVM load the classes with such places now, so that none is overlooked later. */
  static void loadPlaces() {
    for (String name : PLACES) {
      try {
        Class.forName(name.replace('/', '.'), false, null);
      } catch (ClassNotFoundException otherJdk) {
        throw new IllegalStateException("this JDK has no class " + name, otherJdk);
      }
    }
  }

  /** {@return whether anything was rewritten} */
  boolean any() {
    return any;
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  CodeTransform of(MethodModel method) {
    String name = method.methodName().stringValue();
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        begin(code, name, method.methodType().stringValue());
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        rewrite(code, name, element);
      }
    };
  }

  // --- the beginnings of methods ----------------------------------------------------------------

  private void begin(CodeBuilder code, String method, String type) {
    switch (className + "." + method) {
      case "java/lang/Thread.start" -> {
        code.aload(0);
        call(code, "starting", CD_void, desc(Thread.class));
      }
      case "java/lang/VirtualThread.parkOnCarrierThread" -> call(code, "pinned", CD_void);
      case "java/lang/VirtualThread.unpark" -> {
        if (type.equals("()V")) {
          code.aload(0);
          call(code, "unparking", CD_void, desc(Thread.class));
        }
      }
      case "java/security/SecureRandom.nextBytes" -> {
        if (type.equals("([B)V")) {
          Label goOn = code.newLabel();
          code.aload(1);
          call(code, "fill", CD_boolean, desc(byte[].class));
          code.ifeq(goOn).return_().labelBinding(goOn);
        }
      }
      case "java/util/concurrent/ForkJoinPool.scheduleDelayedTask" -> {
        Label goOn = code.newLabel();
        code.aload(1);
        call(code, "delayed", CD_boolean, desc(ScheduledFuture.class));
        code.ifeq(goOn).aload(1).areturn().labelBinding(goOn);
      }
      default -> {
        if (IoPlaces.begin(code, className, method)) {
          any = true;
        }
      }
    }
  }

  // --- instructions -----------------------------------------------------------------------------

  private void rewrite(CodeBuilder code, String method, CodeElement element) {
    switch (element) {
      case InvokeInstruction call when call.opcode() == Opcode.INVOKESTATIC ->
          rewriteStatic(code, call);
      case InvokeInstruction call -> {
        code.with(call);
        afterCall(code, call);
      }
      case InvokeDynamicInstruction call -> rewriteDynamic(code, call);
      case FieldInstruction field -> {
        code.with(field);
        if (field.opcode() == Opcode.GETSTATIC) {
          afterStaticField(code, method, field);
        }
      }
      case ReturnInstruction end -> {
        if (IoPlaces.end(code, className, method, end)) {
          any = true;
        }
        code.with(end);
      }
      default -> code.with(element);
    }
  }

  private void rewriteStatic(CodeBuilder code, InvokeInstruction call) {
    switch (call.owner().asInternalName() + "." + call.name().stringValue()) {
      case "java/lang/System.nanoTime" -> call(code, "nanoTime", CD_long);
      case "java/lang/System.currentTimeMillis" -> call(code, "currentTimeMillis", CD_long);
      case "java/lang/Math.random" -> call(code, "random", CD_double);
      case "jdk/internal/misc/VM.getNanoTimeAdjustment" -> {
        code.dup2().with(call);
        call(code, "nanoTimeAdjustment", CD_long, CD_long, CD_long);
      }
      case "java/util/Random.seedUniquifier" -> {
        code.with(call);
        call(code, "seed", CD_long, CD_long);
      }
      case "java/lang/Thread$ThreadIdentifiers.next" -> {
        code.with(call);
        call(code, "threadId", CD_long, CD_long);
      }
      default -> code.with(call);
    }
  }

  /** A method reference to a clock is a constant of a call site that is linked later. */
  private void rewriteDynamic(CodeBuilder code, InvokeDynamicInstruction call) {
    List<ConstantDesc> arguments = call.bootstrapArgs();
    List<ConstantDesc> rewritten = arguments.stream().map(JdkRewrites::constant).toList();
    if (rewritten.equals(arguments)) {
      code.with(call);
      return;
    }
    any = true;
    code.invokedynamic(
        DynamicCallSiteDesc.of(
            call.bootstrapMethod(),
            call.name().stringValue(),
            call.typeSymbol(),
            rewritten.toArray(ConstantDesc[]::new)));
  }

  private static ConstantDesc constant(ConstantDesc constant) {
    if (constant instanceof DirectMethodHandleDesc method
        && method.kind() == DirectMethodHandleDesc.Kind.STATIC
        && method.owner().equals(desc(System.class))
        && (method.methodName().equals("nanoTime")
            || method.methodName().equals("currentTimeMillis"))) {
      return MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          SimulationAgent.HOOKS,
          method.methodName(),
          MethodTypeDesc.of(CD_long));
    }
    return constant;
  }

  private void afterCall(CodeBuilder code, InvokeInstruction call) {
    boolean seeds =
        className.equals("java/util/SplittableRandom")
            || className.equals("java/util/concurrent/ThreadLocalRandom")
            || className.startsWith(RANDOM_PACKAGE);
    if (!seeds) {
      return;
    }
    switch (call.owner().asInternalName() + "." + call.name().stringValue()) {
      case "java/util/concurrent/atomic/AtomicLong.getAndAdd" ->
          call(code, "seed", CD_long, CD_long);
      case "java/util/concurrent/atomic/AtomicInteger.addAndGet" ->
          call(code, "probe", CD_int, CD_int);
      // Its numbers depend on the thread's id: on the half that is equal in every run of a seed.
      case "java/lang/Thread.threadId" -> code.loadConstant(LOW_INT).land();
      default -> {}
    }
  }

  private void afterStaticField(CodeBuilder code, String method, FieldInstruction field) {
    switch (field.owner().asInternalName() + "." + field.name().stringValue()) {
      case IMMUTABLE + ".SALT32L" -> call(code, "salt", CD_long, CD_long);
      case IMMUTABLE + ".REVERSE" -> call(code, "reverse", CD_boolean, CD_boolean);
      case COMPLETABLE + ".ASYNC_POOL" -> call(code, "pool", CD_POOL, CD_POOL);
      case "java/util/Collections.r" -> {
        if (method.equals("shuffle")) {
          call(code, "shuffler", CD_RANDOM, CD_RANDOM);
        }
      }
      default -> {}
    }
  }

  private void call(CodeBuilder code, String hook, ClassDesc result, ClassDesc... parameters) {
    any = true;
    code.invokestatic(SimulationAgent.HOOKS, hook, MethodTypeDesc.of(result, parameters));
  }
}
