package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.offprint.methods.Family;
import org.offprint.methods.Source;

/// Who belongs to compression and to survival, found by scanning; what each promises is in its own
/// test.
class CompressionContractTest {
  private static Stream<String> members(String packageName) {
    return Family.classes(packageName, Object.class)
        .filter(type -> type.isAnnotationPresent(Source.class))
        .map(Class::getSimpleName);
  }

  @Test
  void theScanFindsBothFamilies() {
    assertThat(members("org.offprint.methods.compress"))
        .containsExactlyInAnyOrder(
            "BdRate",
            "ChannelReweighting",
            "Checkerboard",
            "GaussianConditional",
            "GumbelAnnealing",
            "LatentRefinement",
            "LinearAttention",
            "Mlicv2",
            "RansEncoder",
            "RateDistortion",
            "Rotary2d",
            "S2lic");
    assertThat(members("org.offprint.methods.survival"))
        .containsExactlyInAnyOrder(
            "Cmta", "Concordance", "CoxRegression", "DiscreteSurvival", "KaplanMeier", "TimeBins");
  }

  @Test
  void everyCodecIsHeldToTheContractOfCodecs() {
    var all = new ClassFileImporter().importPackages("org.offprint.methods.compress");
    Stream<String> tested =
        all.stream()
            .flatMap(type -> type.getSuperclass().stream())
            .filter(JavaParameterizedType.class::isInstance)
            .map(JavaParameterizedType.class::cast)
            .filter(parent -> parent.toErasure().isEquivalentTo(CodecContract.class))
            .map(parent -> parent.getActualTypeArguments().getFirst().getName());
    Stream<String> codecs =
        Family.classes("org.offprint.methods.compress", SliceCodec.class).map(Class::getName);
    assertThat(tested.toList()).containsExactlyInAnyOrderElementsOf(codecs.toList());
    assertThat(all.stream().map(JavaClass::getSimpleName)).contains("S2lic", "Mlicv2");
  }
}
