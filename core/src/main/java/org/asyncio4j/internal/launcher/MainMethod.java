package org.asyncio4j.internal.launcher;

import static java.lang.reflect.Modifier.isAbstract;
import static java.lang.reflect.Modifier.isPrivate;
import static java.lang.reflect.Modifier.isStatic;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The method that a compiled program begins with, found and called as {@code java} itself does:
 * {@code main(String[])} before {@code main()}, static or of an instance, its own or inherited.
 */
final class MainMethod {
  private final Class<?> program;
  private final Method main;
  private final @Nullable Constructor<?> maker; // null if the method is static

  private MainMethod(Class<?> program, Method main) {
    this.program = program;
    this.main = main;
    this.maker = isStatic(main.getModifiers()) ? null : makerOf(program);
  }

  /**
   * {@return the main method of a class}
   *
   * @param name the class's name, also with slashes, as {@code java} takes it
   * @throws IllegalArgumentException if there is no such class on the class path, or nothing in it
   *     to begin with
   */
  static MainMethod of(String name) {
    Class<?> program = load(name.replace('/', '.'));
    Method main = find(program, String[].class);
    if (main == null) {
      main = find(program);
    }
    if (main == null) {
      throw new IllegalArgumentException(
          "%s has no main method: expected void main(String[] arguments) or void main()"
              .formatted(name));
    }
    return new MainMethod(program, main);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new IllegalArgumentException("no class %s on the class path".formatted(name), missing);
    } catch (LinkageError unfit) { // of another JDK, of another name, or without a superclass
      throw new IllegalArgumentException("cannot load %s: %s".formatted(name, unfit), unfit);
    }
  }

  private static @Nullable Method find(Class<?> program, Class<?>... parameters) {
    for (Class<?> type = program; type != null; type = type.getSuperclass()) {
      try {
        Method found = type.getDeclaredMethod("main", parameters);
        if (isMain(found, program)) {
          found.setAccessible(true);
          return found;
        }
      } catch (NoSuchMethodException elsewhere) {
        // perhaps above
      }
    }
    return null;
  }

  private static boolean isMain(Method method, Class<?> program) {
    int modifiers = method.getModifiers();
    return method.getReturnType() == void.class
        && !isPrivate(modifiers)
        && !isAbstract(modifiers)
        && (isStatic(modifiers) || !isAbstract(program.getModifiers()));
  }

  private static Constructor<?> makerOf(Class<?> program) {
    try {
      Constructor<?> maker = program.getDeclaredConstructor();
      if (!isPrivate(maker.getModifiers())) {
        maker.setAccessible(true);
        return maker;
      }
    } catch (NoSuchMethodException withArguments) {
      // refused below
    }
    throw new IllegalArgumentException(
        "%s has a main method that is not static: expected a constructor without arguments, not private"
            .formatted(program.getName()));
  }

  /**
   * Calls it.
   *
   * @throws Throwable what it throws
   */
  void run(String[] arguments) throws Throwable {
    try {
      Object instance = maker == null ? null : maker.newInstance();
      if (main.getParameterCount() == 0) {
        main.invoke(instance);
      } else {
        main.invoke(instance, (Object) arguments);
      }
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  @Override
  public String toString() {
    return "MainMethod[%s]".formatted(program.getName());
  }
}
