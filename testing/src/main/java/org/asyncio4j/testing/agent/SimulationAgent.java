package org.asyncio4j.testing.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandles;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Started by the JVM before {@code main}: rewrites classes, those that are there and those to come.
 *
 * <p>Uses the JDK's class-file API and nothing else.
 */
public final class SimulationAgent {
  /** The class that {@link Hooks} is copied to. */
  static final ClassDesc HOOKS = ClassDesc.of("java.lang.Asyncio4jHooks");

  private SimulationAgent() {}

  /**
   * Called by the JVM.
   *
   * @param argument the packages, separated by commas, in whose classes threads may be switched
   *     where they touch fields; empty means all but the JDK's and the test tools'
   * @param instrumentation what can rewrite classes
   * @throws Exception if the JDK is of another shape
   */
  public static void premain(String argument, Instrumentation instrumentation) throws Exception {
    openJavaLang(instrumentation);
    defineHooks();
    var rewriter = new Rewriter(argument == null ? "" : argument);
    JdkRewrites.loadPlaces();
    IoPlaces.loadPlaces();
    rehearse(rewriter);
    instrumentation.addTransformer(rewriter, true);
    rewriteLoaded(instrumentation, rewriter);
  }

  /** Has the rewriter's own classes loaded, which it must not be shown. */
  private static void rehearse(Rewriter rewriter) throws IOException {
    for (Class<?> each : List.of(CompletableFuture.class, SecureRandom.class, Object.class)) {
      String name = each.getName().replace('.', '/');
      rewriter.transform(each.getModule(), null, name, null, null, bytes(each));
    }
    Class<?> ours = SimulationAgent.class;
    rewriter.transform(
        ours.getModule(),
        ours.getClassLoader(),
        "org/asyncio4j/rehearsal",
        null,
        ours.getProtectionDomain(),
        bytes(ours));
    rewriter.transform(
        ours.getModule(), ours.getClassLoader(), "rehearsal", null, null, bytes(ours));
  }

  /** To the class path, this class included: so the flag for that is not needed beside this one. */
  private static void openJavaLang(Instrumentation instrumentation) {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(SimulationAgent.class.getModule())),
        Set.of(),
        Map.of());
  }

  private static void defineHooks() throws IOException, IllegalAccessException {
    var classFile = ClassFile.of();
    byte[] text = bytes(Hooks.class);
    byte[] copy =
        classFile.transformClass(
            classFile.parse(text),
            HOOKS,
            ClassTransform.transformingMethodBodies(SimulationAgent::renameHooks));
    MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(copy);
  }

  private static void renameHooks(CodeBuilder code, CodeElement element) {
    String old = Hooks.class.getName().replace('.', '/');
    switch (element) {
      case FieldInstruction field when field.owner().asInternalName().equals(old) ->
          code.fieldAccess(field.opcode(), HOOKS, field.name().stringValue(), field.typeSymbol());
      case InvokeInstruction call when call.owner().asInternalName().equals(old) ->
          code.invoke(
              call.opcode(),
              HOOKS,
              call.name().stringValue(),
              call.typeSymbol(),
              call.isInterface());
      default -> code.with(element);
    }
  }

  /**
   * In rounds, because the JVM does not show the rewriter what is loaded while it is at work: that
   * is there for the next round.
   */
  private static void rewriteLoaded(Instrumentation instrumentation, Rewriter rewriter)
      throws IOException, UnmodifiableClassException {
    Set<Class<?>> seen = new HashSet<>();
    while (true) {
      List<Class<?>> concerned = new ArrayList<>();
      for (Class<?> each : instrumentation.getAllLoadedClasses()) {
        if (seen.add(each) && mayConcern(instrumentation, each) && isConcerned(rewriter, each)) {
          concerned.add(each);
        }
      }
      if (concerned.isEmpty()) {
        return;
      }
      instrumentation.retransformClasses(concerned.toArray(Class<?>[]::new));
    }
  }

  private static boolean mayConcern(Instrumentation instrumentation, Class<?> loaded) {
    return loaded.getClassLoader() == null
        && !loaded.isArray()
        && !loaded.isHidden()
        && !loaded.isPrimitive()
        && instrumentation.isModifiableClass(loaded);
  }

  private static boolean isConcerned(Rewriter rewriter, Class<?> loaded) throws IOException {
    return rewriter.concerns(loaded.getName().replace('.', '/'), bytes(loaded));
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
