package org.offprint.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.notBePublic;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.stereotype.Controller;

/// What may know what. Each rule says why; a rule that no longer meets any class fails too, so that
/// none dies unnoticed when a package is renamed.
class ArchitectureTest {
  private static final String ROOT = "org.offprint.server";
  private static final String[] PLUMBING = {
    ROOT + ".web..",
    ROOT + ".db..",
    ROOT + ".job..",
    ROOT + ".fetch..",
    ROOT + ".mail..",
    ROOT + ".config..",
    ROOT + ".text..",
    ROOT + ".chart.."
  };

  private static final DescribedPredicate<JavaClass> FEATURE =
      describe(
          "a feature",
          type ->
              type.getPackageName().startsWith(ROOT + ".")
                  && !resideInAnyPackage(PLUMBING).test(type));
  private static final DescribedPredicate<JavaClass> PARTS =
      describe("outside the root package", type -> !type.getPackageName().equals(ROOT));

  private static final Set<String> CLOCKS =
      Set.of("now", "system", "systemUTC", "systemDefaultZone", "currentTimeMillis");

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      describe(
          "reads the machine's clock",
          access ->
              access instanceof JavaMethodCall call
                  && CLOCKS.contains(call.getName())
                  && call.getTarget().getRawParameterTypes().isEmpty()
                  && (call.getTargetOwner().getPackageName().equals("java.time")
                      || call.getTargetOwner().isEquivalentTo(System.class)));

  enum Rule {
    THE_SERVER_DOES_NOT_KNOW_THE_METHODS(
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.offprint.methods..", "org.offprint.lab..", "org.bytedeco..")
            .because(
                "the server starts without libtorch; what it serves it computes in plain Java, and runs are processes of their own")),

    THE_CATALOG_KNOWS_ONLY_THE_JDK_AND_JSON(
        classes()
            .that()
            .resideInAPackage("org.offprint.catalog..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "org.offprint.catalog..",
                "java..",
                "com.fasterxml.jackson..",
                "tools.jackson..",
                "org.jspecify..")
            .because(
                "the nouns are shared by the server and the lab, so everything they need would be needed everywhere")),

    PLUMBING_DOES_NOT_NAME_A_FEATURE(
        noClasses()
            .that()
            .resideInAnyPackage(PLUMBING)
            .should()
            .dependOnClassesThat(FEATURE)
            .because(
                "features use plumbing; the other way round every feature would depend on every other")),

    ONLY_THE_ROOT_PUTS_THE_PARTS_TOGETHER(
        noClasses()
            .that(PARTS)
            .and()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT)
            .because(
                "a part takes what it needs in its constructor, so that a test can build it alone")),

    PACKAGES_FORM_NO_CYCLE(
        slices()
            .matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because(
                "packages that need each other can only be understood, tested and moved together")),

    ROUTES_ARE_NOT_PUBLIC(
        classes()
            .that()
            .areMetaAnnotatedWith(Controller.class)
            .should(notBePublic())
            .because(
                "a route is called over HTTP; what other code wants to call is a rule and stands in the feature's public class")),

    ROUTES_BELONG_TO_FEATURES(
        classes()
            .that()
            .areMetaAnnotatedWith(Controller.class)
            .and()
            .doNotHaveSimpleName("StaticFiles")
            .should()
            .resideOutsideOfPackages(PLUMBING)
            .because(
                "plumbing carries requests and has no addresses of its own but those of the style sheets and scripts")),

    TIME_IS_JAVA_TIME(
        noClasses()
            .that()
            .resideInAPackage("org.offprint..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.util\\.(Date|Calendar|GregorianCalendar)|java\\.text\\.SimpleDateFormat|java\\.sql\\.Date")
            .because(
                "java.util.Date has no zone and can be changed by whoever holds it; use java.time")),

    FEATURES_ARE_TOLD_THE_TIME(
        noClasses()
            .that(FEATURE)
            .should()
            .accessTargetWhere(READS_THE_CLOCK)
            .because("a test can only set the time of code that takes an InstantSource")),

    ONLY_COMMANDS_PRINT(
        noClasses()
            .that(PARTS)
            .and()
            .resideInAPackage("org.offprint..")
            .should()
            .accessField(System.class, "out")
            .because(
                "standard output is a command's answer, which programs read; everything else is logged")),

    EVERY_PACKAGE_IS_NULL_MARKED(
        classes()
            .that()
            .resideInAPackage("org.offprint..")
            .and(
                describe(
                    "are written by hand",
                    type -> !type.getPackageName().startsWith(ROOT + ".pages")))
            .should(beInANullMarkedPackage())
            .because("NullAway checks only packages whose package-info says @NullMarked"));

    final ArchRule rule;

    Rule(ArchRule rule) {
      this.rule = rule;
    }
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.offprint");

  private static final JavaClasses OTHERS =
      new ClassFileImporter().importPackages("org.jspecify.annotations");

  @ParameterizedTest
  @EnumSource
  void holds(Rule rule) {
    rule.rule.check(CLASSES);
  }

  @ParameterizedTest
  @EnumSource
  void failsWhenItMeetsNoClass(Rule rule) {
    assertThatThrownBy(() -> rule.rule.check(OTHERS)).isInstanceOf(AssertionError.class);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type,
                  type.getPackageName() + " has no package-info.java with @NullMarked; add one"));
        }
      }
    };
  }
}
