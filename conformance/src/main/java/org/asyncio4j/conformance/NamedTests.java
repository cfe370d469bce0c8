package org.asyncio4j.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The tests that name sentences, found in their sources by the compiler's own parser.
 *
 * <p>A test counts if it runs on both engines: it is a test method, its module runs its tests on
 * both, and neither it nor what its class does before each test is disabled or makes an assumption.
 */
final class NamedTests {
  private static final Set<String> TESTS =
      Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");
  private static final Set<String> BEFORE = Set.of("BeforeEach", "BeforeAll");
  private static final String ONE_ENGINE = "<skipHandoff>true</skipHandoff>";

  private final SortedMap<Integer, List<String>> counting = new TreeMap<>();
  private final SortedMap<Integer, List<String>> notCounting = new TreeMap<>();

  private NamedTests() {}

  /** {@return the tests that count, by the sentences they name} */
  SortedMap<Integer, List<String>> counting() {
    return counting;
  }

  /** {@return the other tests that name sentences} */
  SortedMap<Integer, List<String>> notCounting() {
    return notCounting;
  }

  /** Reads the tests of all modules of a checkout. */
  static NamedTests of(Path checkout) throws IOException {
    var sources = new ArrayList<Path>();
    try (Stream<Path> modules = Files.list(checkout)) {
      for (Path module : modules.sorted().toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests) && runsOnBothEngines(module)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files.filter(file -> file.toString().endsWith("Test.java")).forEach(sources::add);
          }
        }
      }
    }
    return ofSources(sources);
  }

  private static boolean runsOnBothEngines(Path module) throws IOException {
    return !Files.readString(module.resolve("pom.xml")).contains(ONE_ENGINE)
        || isRunAgain(module, module.resolveSibling("handoff/pom.xml"));
  }

  /** {@return whether the module of the second runs says that it runs this one's tests} */
  private static boolean isRunAgain(Path module, Path secondRuns) throws IOException {
    return Files.exists(secondRuns)
        && Files.readString(secondRuns).contains("/../%s<".formatted(module.getFileName()));
  }

  static NamedTests ofSources(List<Path> sources) throws IOException {
    var tests = new NamedTests();
    if (sources.isEmpty()) {
      return tests;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      var task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, units);
      for (CompilationUnitTree unit : task.parse()) {
        unit.getTypeDecls().forEach(tests::visit);
      }
    }
    return tests;
  }

  private void visit(Tree declaration) {
    if (declaration instanceof ClassTree type) {
      boolean typeCounts = !isConditional(type.getModifiers()) && !assumesBefore(type);
      for (Tree member : type.getMembers()) {
        if (member instanceof MethodTree method) {
          add(type, typeCounts, method);
        } else {
          visit(member);
        }
      }
    }
  }

  private static boolean assumesBefore(ClassTree type) {
    return type.getMembers().stream()
        .anyMatch(
            member ->
                member instanceof MethodTree method
                    && has(method.getModifiers(), BEFORE)
                    && assumes(method));
  }

  private void add(ClassTree type, boolean typeCounts, MethodTree method) {
    boolean counts =
        typeCounts
            && has(method.getModifiers(), TESTS)
            && !isConditional(method.getModifiers())
            && !assumes(method);
    for (int number : sentencesOf(method)) {
      (counts ? counting : notCounting)
          .computeIfAbsent(number, none -> new ArrayList<>())
          .add(type.getSimpleName() + "." + method.getName());
    }
  }

  private static List<Integer> sentencesOf(MethodTree method) {
    var numbers = new ArrayList<Integer>();
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (nameOf(annotation).equals("Behaviour")) {
        var literals =
            new TreeScanner<Void, Void>() {
              @Override
              public Void visitLiteral(LiteralTree literal, Void nothing) {
                numbers.add((Integer) literal.getValue());
                return null;
              }
            };
        literals.scan(annotation.getArguments(), null);
      }
    }
    return numbers;
  }

  private static boolean has(ModifiersTree modifiers, Set<String> names) {
    return modifiers.getAnnotations().stream()
        .anyMatch(annotation -> names.contains(nameOf(annotation)));
  }

  /** JUnit's conditions: Disabled, DisabledIf…, EnabledOn…, and their like. */
  private static boolean isConditional(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .map(NamedTests::nameOf)
        .anyMatch(name -> name.startsWith("Disabled") || name.startsWith("Enabled"));
  }

  private static boolean assumes(MethodTree method) {
    var assumptions =
        new TreeScanner<Void, Void>() {
          private boolean found;

          @Override
          public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            found |= simpleName(call.getMethodSelect()).startsWith("assume");
            return super.visitMethodInvocation(call, null);
          }
        };
    assumptions.scan(method, null);
    return assumptions.found;
  }

  private static String nameOf(AnnotationTree annotation) {
    return simpleName(annotation.getAnnotationType());
  }

  private static String simpleName(Tree name) {
    String text = name.toString();
    return text.substring(text.lastIndexOf('.') + 1);
  }
}
