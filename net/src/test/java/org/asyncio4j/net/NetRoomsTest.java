package org.asyncio4j.net;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What of this module may know what. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "no engine runs here: once is enough")
final class NetRoomsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.asyncio4j.net");

  /** Only these may touch Netty; what is above them must not. */
  private static final List<String> ON_NETTY =
      List.of(
          "NettyLoop",
          "EpollSocket",
          "ReceiveQueue",
          "DirectSocket",
          "SystemCalls",
          "EarlyEvents",
          "AdoptedChannel",
          "HalfClosing",
          "NioSocket",
          "NioUnixServerSocket",
          "NettyReactor",
          "Native",
          "Buffers",
          "OutBuffer",
          "Outgoing",
          "Received",
          "ReceiveAllocator",
          "StreamConnection",
          "StreamTransport",
          "StreamEvents",
          "Tls",
          "Failures",
          "Channels",
          "ChildPipes",
          "Transports",
          "Connecting",
          "Listener",
          "Serving",
          "Datagrams",
          "EmptyDatagram",
          "Sendfile");

  @Test
  void noTypeOfNettyIsInAPublicSignature() {
    List<String> wrong =
        CLASSES.stream()
            .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(NetRoomsTest::typesInSignatures)
            .filter(name -> name.startsWith("io.netty"))
            .toList();
    assertThat(wrong).isEmpty();
    assertThat(CLASSES).anyMatch(c -> c.getSimpleName().equals("Net"));
  }

  private static Stream<String> typesInSignatures(JavaClass type) {
    Stream<String> ofMethods =
        type.getCodeUnits().stream()
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(NetRoomsTest::typesOf);
    Stream<String> supers =
        Stream.concat(
            type.getRawSuperclass().stream().map(JavaClass::getName),
            type.getRawInterfaces().stream().map(JavaClass::getName));
    return Stream.concat(ofMethods, supers);
  }

  private static Stream<String> typesOf(JavaCodeUnit unit) {
    return Stream.concat(
        Stream.of(unit.getRawReturnType().getName()),
        unit.getRawParameterTypes().stream().map(JavaClass::getName));
  }

  @Test
  void onlyTheLowerRoomsKnowNetty() {
    List<String> wrong =
        CLASSES.stream()
            .filter(
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getName().startsWith("io.netty")))
            .map(NetRoomsTest::outermost)
            .distinct()
            .filter(name -> !ON_NETTY.contains(name))
            .toList();
    assertThat(wrong).isEmpty();
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }

  @Test
  void theReactorKnowsNothingAboveIt() {
    noClasses()
        .that()
        .haveSimpleName("NettyReactor")
        .or()
        .haveSimpleName("NettyLoop")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*\\.(StreamTransport|Server|Listener|Datagrams|Tls|Net|Connecting)")
        .check(CLASSES);
  }
}
