package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.offprint.methods.layer.Block;

/// Every complete model, that is every block that names its source, is held to the contract.
class ModelsTest {
  @Test
  void everyModelHasATestThatHoldsItToTheContract() {
    var all = new ClassFileImporter().importPackages("org.offprint.methods");
    Set<String> models =
        all.stream()
            .filter(type -> type.isAssignableTo(Block.class))
            .filter(type -> type.isAnnotatedWith(Source.class))
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tested =
        all.stream()
            .filter(type -> type.isAssignableTo(ModelContract.class))
            .flatMap(type -> type.getSuperclass().stream())
            .filter(JavaParameterizedType.class::isInstance)
            .map(type ->
                ((JavaParameterizedType) type)
                    .getActualTypeArguments()
                    .get(0)
                    .toErasure()
                    .getName())
            .collect(Collectors.toSet());
    models.removeAll(tested);
    assertThat(models).as("models without a test that extends ModelContract").isEmpty();
  }
}
