package org.offprint.methods;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.offprint.methods.loss.Loss;

/// ArchUnit fails a rule that matches no class, so a renamed package cannot silence one.
class ArchitectureTest {
  private static final JavaClasses METHODS =
      new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
          .importPackages("org.offprint.methods");

  @Test
  void methodsKnowNothingOfTheServerOrTheLab() {
    noClasses()
        .that()
        .resideInAPackage("org.offprint.methods..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.offprint.server..", "org.offprint.lab..", "org.offprint.catalog..")
        .because("any JVM program may use the methods without the rest of Offprint")
        .check(METHODS);
  }

  @Test
  void onlyTensorCallsLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.offprint.methods.tensor..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .because("another binding of libtorch must fit behind Tensor without touching a method")
        .check(METHODS);
  }

  @Test
  void onlyKernelUsesTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.offprint.methods.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .because("the module may be missing where a plain path still has to run")
        .check(METHODS);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("org.offprint.methods.(*)..")
        .should()
        .beFreeOfCycles()
        .because("each package must be readable without the ones that build on it")
        .check(METHODS);
  }

  @Test
  void everyMethodNamesItsSource() {
    classes()
        .that()
        .areAssignableTo(Loss.class)
        .and(
            DescribedPredicate.not(
                DescribedPredicate.describe("interfaces", JavaClass::isInterface)))
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .beAnnotatedWith(Source.class)
        .because("a method can be checked against its paper without leaving the file")
        .check(METHODS);
  }

  @Test
  void everyPackageIsNullMarked() throws Exception {
    Set<String> packages = new TreeSet<>();
    METHODS.forEach(type -> packages.add(type.getPackageName()));
    assertThat(packages).contains("org.offprint.methods.loss");
    for (String name : packages) {
      Class<?> info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
    }
  }
}
