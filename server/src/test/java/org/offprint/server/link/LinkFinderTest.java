package org.offprint.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFinderTest {
  private static String found(String text) {
    return LinkFinder.in(text).stream()
        .map(link -> link.kind() + " " + link.url())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Code is available at: https://github.com/CaraJ7/T2I-R1. | code https://github.com/CaraJ7/T2I-R1",
        "at \\url{https://github.com/CONE-MT/LLaMAX/.} and more | code https://github.com/CONE-MT/LLaMAX/",
        "$\\href{https://github.com/byronBBL/CK-PLUG}{\\text{this https URL}}$. | code https://github.com/byronBBL/CK-PLUG",
        "<a href=\"https://github.com/a/b\">this https URL</a> | code https://github.com/a/b",
        "at [https://github.com/uirlx/Agents](https://github.com/uirlx/Agents). | code https://github.com/uirlx/Agents",
        "code is on https://github.com/13204942/SSL\\_Cervical\\_Seg. | code https://github.com/13204942/SSL_Cervical_Seg",
        "released at https: //github.com/HongkLin/TIDE. | code https://github.com/HongkLin/TIDE",
        "Code: https:// anonymous.4open.science/r/Bone-Loss | code https://anonymous.4open.science/r/Bone-Loss",
        "at https:/github.com/GenIntel/3D-SC. | code https://github.com/GenIntel/3D-SC",
        "available at: https://github.com/ KenAdamsJoseph/PersPose. | code https://github.com/KenAdamsJoseph/PersPose",
        "at https://github.com/UTAustin-SwarmLab/ PhonemeFake | code https://github.com/UTAustin-SwarmLab/PhonemeFake",
        "at https://github.com/yongxianLiu/ soon. | code https://github.com/yongxianLiu/",
        "in https://github.com/Naeem- Paeedeh/MIFOMO for | code https://github.com/Naeem-Paeedeh/MIFOMO",
        "available here: github.com/AgentTorch/AgentTorch. | code https://github.com/AgentTorch/AgentTorch",
        "(github.com/openai/mle-bench/) to help | code https://github.com/openai/mle-bench/",
        "available athttps://github.com/a/b. We | code https://github.com/a/b",
        "data at https://github.com/a/bhttps://github.com/c/d | dataset https://github.com/a/b, code https://github.com/c/d",
        "see https://github.com/a/tool.The data | code https://github.com/a/tool",
        "demo page (mullivc.github.io). | project https://mullivc.github.io",
        "https://www.robots.ox.ac.uk/$\\sim$vgg/page, our project page | ``",
        "Web page: https://www.robots.ox.ac.uk/$\\sim$vgg/maps/. | project https://www.robots.ox.ac.uk/~vgg/maps/",
        "Dataset: https://huggingface.co/datasets/a/b; Code: https://github.com/a/b | dataset https://huggingface.co/datasets/a/b, code https://github.com/a/b",
        "open-sourced at https://huggingface.co/ZTss/LONG1. | model https://huggingface.co/ZTss/LONG1",
        "try it: https://huggingface.co/spaces/a/b | project https://huggingface.co/spaces/a/b",
        "code at https://doi.org/10.5281/zenodo.15101686 | code https://doi.org/10.5281/zenodo.15101686",
        "data (doi:10.5281/zenodo.123) | dataset https://doi.org/10.5281/zenodo.123",
        "video: https://youtu.be/4ZdcuiwFU7I{Youtube}. | media https://youtu.be/4ZdcuiwFU7I",
        "Source code is available at http://www.linshuyuan.com. | code http://www.linshuyuan.com",
        "The demo is at https://a.example.org. The code is at https://b.example.org | project https://a.example.org, code https://b.example.org",
        "Code: https://github.com/a/b and again https://github.com/A/B.git | code https://github.com/a/b",
      })
  void anAddressIsReadAsItsAuthorMeantIt(String text, String links) {
    assertThat(found(text)).isEqualTo(links);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To be published in https://link.springer.com/book/9789819672370",
        "Our code: javascript:alert(1)",
        "code data:text/html,https",
        "code https://user:secret@github.example.org/a",
        "code http://127.0.0.1/admin and http://localhost/x and http://[::1]/ and http://0x7f.1/",
        "code at https://g\u0456thub.com/a/b", // a Cyrillic letter
        "code at https://www.github.com.",
        "write to code@github.com/a",
        "code at https://",
        "Code will be at this https URL",
        "file:///etc/passwd holds the code",
      })
  void whatIsNoAddressOfThePaperIsLeftOut(String text) {
    assertThat(found(text)).isEmpty();
  }

  @Test
  void endlessTextComesToAnEnd() {
    String evil =
        "https://github.com/"
            + "a/".repeat(50_000)
            + " \\_".repeat(50_000)
            + "https:".repeat(20_000);

    assertThat(LinkFinder.in(evil)).hasSizeLessThanOrEqualTo(50);
  }
}
