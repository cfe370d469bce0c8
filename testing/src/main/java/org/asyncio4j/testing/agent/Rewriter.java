package org.asyncio4j.testing.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which classes are rewritten, and rewrites them. Any thread. */
final class Rewriter implements ClassFileTransformer {
  // A class that reads a clock has one of these names in its constants.
  private static final List<byte[]> CLOCKS =
      List.of(ascii("nanoTime"), ascii("currentTimeMillis"), ascii("getNanoTimeAdjustment"));

  private final SwitchPoints points;

  Rewriter(String packages) {
    this.points = new SwitchPoints(packages);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return whether a class of the JDK has to be rewritten} */
  boolean concerns(String name, byte[] bytes) {
    if (name.startsWith("java/lang/classfile/")
        || name.startsWith("jdk/internal/classfile/")
        || name.equals("java/lang/Asyncio4jHooks")
        || name.equals("java/lang/System")) {
      return false;
    }
    if (JdkRewrites.concern(name)) {
      return true;
    }
    for (byte[] clock : CLOCKS) {
      if (contains(bytes, clock)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null) {
      return null; // hidden
    }
    boolean switches = points.concern(loader, name, domain);
    if (!switches && !concerns(name, bytes)) {
      return null;
    }
    try {
      return rewrite(loader, name, switches, bytes);
    } catch (Throwable failure) {
      // The JVM would swallow it, and a simulation would silently not be one.
      System.err.println("asyncio4j: cannot rewrite " + name + ": " + failure);
      return null;
    }
  }

  private byte @Nullable [] rewrite(
      @Nullable ClassLoader loader, String name, boolean switches, byte[] bytes) {
    // Types that are only named need not be loaded here, but their class files are looked at.
    ClassHierarchyResolver types =
        loader == null
            ? ClassHierarchyResolver.defaultResolver()
            : ClassHierarchyResolver.ofResourceParsing(loader)
                .orElse(ClassHierarchyResolver.defaultResolver());
    var classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types));
    var rewrites = new JdkRewrites(name);
    ClassTransform whole =
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            CodeTransform code = rewrites.of(method);
            if (switches) {
              code = code.andThen(points.in(method));
            }
            builder.transformMethod(method, MethodTransform.transformingCode(code));
          } else {
            builder.with(element);
          }
        };
    byte[] rewritten = classFile.transformClass(classFile.parse(bytes), whole);
    return switches || rewrites.any() ? rewritten : null;
  }
}
