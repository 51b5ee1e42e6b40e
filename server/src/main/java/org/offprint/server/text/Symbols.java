package org.offprint.server.text;

import java.util.HashMap;
import java.util.Map;
import org.offprint.server.text.Node.Kind;
import org.offprint.server.text.Node.Space;
import org.offprint.server.text.Node.Symbol;

/// The commands that stand for one thing and take no argument: a letter, a sign, a function, a
/// space. Those of LaTeX and amsmath that occur in the abstracts of arXiv, and a handful of macros
/// that authors forget to expand but everybody reads the same way.
final class Symbols {
  private static final String NAMES =
      """
      alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν
      xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
      Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta Η Iota Ι
      Kappa Κ Mu Μ Nu Ν Rho Ρ Tau Τ Chi Χ varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ
      varPsi Ψ varOmega Ω upmu μ upalpha α upbeta β upgamma γ updelta δ uplambda λ upsigma σ eps ε
      ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ angle ∠
      prime ′ backprime ‵ deg ° degree ° top ⊤ bot ⊥ sharp ♯ flat ♭ natural ♮ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠
      square □ Box □ blacksquare ■ lozenge ◊ triangle △ AA Å aa å pounds £ euro € S § dag † ddag ‡ checkmark ✓ Bbbk 𝕜 complement ∁
      eth ð Finv Ⅎ mho ℧ arcsec ″ arcmin ′ farcs ″ micro µ ss ß ae æ oe œ AE Æ OE Œ o ø O Ø l ł L Ł i ı j ȷ ldots … dots … dotsc … cdots ⋯
      dotsb ⋯ dotsm ⋯ vdots ⋮ ddots ⋱ textdegree ° textmu µ textregistered ® textcopyright © texttrademark ™ copyright ©
      """;
  private static final String OPERATORS =
      """
      times × pm ± mp ∓ cdot ⋅ div ÷ ast ∗ star ⋆ circ ∘ bullet • centerdot ⋅ cdotp ⋅ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ boxplus ⊞
      boxtimes ⊠ wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿ dagger † ddagger ‡
      diamond ⋄ triangleleft ◃ triangleright ▹ ltimes ⋉ rtimes ⋊ bowtie ⋈ Join ⋈ intercal ⊺ circledast ⊛ circledcirc ⊚ bigcirc ◯
      leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧ ll ≪ gg ≫ lll ⋘ ggg ⋙ sim ∼ thicksim ∼ simeq ≃ approx ≈
      thickapprox ≈ approxeq ≊ cong ≅ equiv ≡ propto ∝ varpropto ∝ asymp ≍ doteq ≐ triangleq ≜ coloneqq ≔ eqqcolon ≕ lesssim ≲ gtrsim ≳
      lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿ nsim ≁
      nleq ≰ ngeq ≱ in ∈ ni ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏
      sqsubseteq ⊑ sqsupseteq ⊒ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ smile ⌣ frown ⌢
      pitchfork ⋔ between ≬ therefore ∴ because ∵ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬
      to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Rightarrow ⇒ Leftarrow ⇐
      Leftrightarrow ⇔ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ uparrow ↑
      downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀
      rightharpoondown ⇁ leftharpoonup ↼ rightleftharpoons ⇌ leftrightharpoons ⇋ rightrightarrows ⇉ leftrightarrows ⇆ rightleftarrows ⇄
      rightsquigarrow ⇝ leadsto ⇝ twoheadrightarrow ↠ rightarrowtail ↣ multimap ⊸ nrightarrow ↛ nRightarrow ⇏ circlearrowleft ↺
      circlearrowright ↻ xrightarrow → colon : lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ ltimes ⋉ sslash ⫽ slash / textendash – textemdash —
      vartriangle △ vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴ trianglerighteq ⊵ doublecap ⋒ Cap ⋒ Cup ⋓ lt < gt >
      """;
  private static final String BRACKETS =
      """
      langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lbrace { rbrace } lbrack [ rbrack ] lparen ( rparen ) vert | lvert | rvert | Vert ‖
      lVert ‖ rVert ‖ llbracket ⟦ rrbracket ⟧ ulcorner ⌜ urcorner ⌝ llcorner ⌞ lrcorner ⌟ lgroup ⟮ rgroup ⟯ backslash \\
      """;
  private static final String LIMITS =
      """
      sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ biguplus ⨄
      lim lim max max min min sup sup inf inf limsup limsup liminf liminf argmax argmax argmin argmin Pr Pr det det gcd gcd
      """;
  private static final String INTEGRALS = "int ∫ iint ∬ iiint ∭ oint ∮ smallint ∫";
  private static final String FUNCTIONS =
      """
      log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan sech csch arg dim ker hom deg poly polylog sgn sign tr Tr
      diag rank span supp softmax erf mod Var Cov Aut End Hom Spec Tor Ext Gal GL SL SO SU Sp id rad
      """;
  private static final Map<String, Double> SPACES =
      Map.ofEntries(
          Map.entry(",", 0.167),
          Map.entry("thinspace", 0.167),
          Map.entry(":", 0.222),
          Map.entry(">", 0.222),
          Map.entry("medspace", 0.222),
          Map.entry(";", 0.278),
          Map.entry("thickspace", 0.278),
          Map.entry(" ", 0.333),
          Map.entry("space", 0.333),
          Map.entry("nobreakspace", 0.333),
          Map.entry("enspace", 0.5),
          Map.entry("enskip", 0.5),
          Map.entry("quad", 1.0),
          Map.entry("qquad", 2.0),
          Map.entry("hfill", 1.0),
          Map.entry("\\", 0.5),
          Map.entry("newline", 0.5),
          Map.entry("!", 0.0),
          Map.entry("negthinspace", 0.0),
          Map.entry("/", 0.0),
          Map.entry("-", 0.0),
          Map.entry("@", 0.0),
          Map.entry("allowbreak", 0.0),
          Map.entry("xspace", 0.0),
          Map.entry("protect", 0.0),
          Map.entry("displaystyle", 0.0),
          Map.entry("textstyle", 0.0),
          Map.entry("scriptstyle", 0.0),
          Map.entry("scriptscriptstyle", 0.0),
          Map.entry("limits", 0.0),
          Map.entry("nolimits", 0.0),
          Map.entry("nonumber", 0.0),
          Map.entry("notag", 0.0),
          Map.entry("boldmath", 0.0),
          Map.entry("small", 0.0),
          Map.entry("tiny", 0.0),
          Map.entry("large", 0.0),
          Map.entry("footnotesize", 0.0),
          Map.entry("scriptsize", 0.0),
          Map.entry("normalsize", 0.0),
          Map.entry("relax", 0.0),
          Map.entry("strut", 0.0),
          Map.entry("unboldmath", 0.0),
          Map.entry("null", 0.0));

  /// What each command stands for.
  static final Map<String, Node> ALL = all();

  private Symbols() {}

  private static Map<String, Node> all() {
    Map<String, Node> all = new HashMap<>();
    SPACES.forEach((name, em) -> all.put(name, new Space(em)));
    for (String name : FUNCTIONS.strip().split("\\s+")) {
      all.put(name, new Symbol(Kind.FUNCTION, name, Alphabet.UPRIGHT));
    }
    add(all, Kind.NAME, NAMES);
    add(all, Kind.OPERATOR, OPERATORS);
    add(all, Kind.OPERATOR, INTEGRALS);
    add(all, Kind.BRACKET, BRACKETS);
    add(all, Kind.LIMITS, LIMITS);
    for (char c : "%#$&_".toCharArray()) {
      all.put(String.valueOf(c), new Symbol(Kind.NAME, String.valueOf(c), Alphabet.UPRIGHT));
    }
    all.put("{", new Symbol(Kind.BRACKET, "{", Alphabet.UPRIGHT));
    all.put("}", new Symbol(Kind.BRACKET, "}", Alphabet.UPRIGHT));
    all.put("|", new Symbol(Kind.BRACKET, "‖", Alphabet.UPRIGHT));
    for (char c : "ACEFHKNPQRTXZ".toCharArray()) {
      Node letter = new Symbol(Kind.NAME, String.valueOf(c), Alphabet.DOUBLE);
      all.putIfAbsent(String.valueOf(c), letter);
      all.put(String.valueOf(c) + c, letter);
      all.put("bb" + c, letter);
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      Node letter = new Symbol(Kind.NAME, String.valueOf(c), Alphabet.SCRIPT);
      all.put("c" + c, letter);
      all.put("cal" + c, letter);
      all.putIfAbsent("b" + c, new Symbol(Kind.NAME, String.valueOf(c), Alphabet.BOLD));
    }
    for (char c : "uvwxyz".toCharArray()) {
      all.put("b" + c, new Symbol(Kind.NAME, String.valueOf(c), Alphabet.BOLD));
    }
    all.put("OO", new Symbol(Kind.NAME, "O", Alphabet.SCRIPT));
    all.put("AA", new Symbol(Kind.NAME, "Å", Alphabet.UPRIGHT));
    Node sun =
        new Node.Scripts(
            new Symbol(Kind.NAME, "M", Alphabet.ITALIC),
            new Symbol(Kind.OPERATOR, "⊙", Alphabet.UPRIGHT),
            null);
    all.put("Msun", sun);
    all.put("msun", sun);
    return Map.copyOf(all);
  }

  private static void add(Map<String, Node> all, Kind kind, String table) {
    String[] words = table.strip().split("\\s+");
    for (int i = 0; i < words.length; i += 2) {
      boolean upright =
          kind != Kind.NAME
              || Character.isUpperCase(words[i + 1].codePointAt(0))
              || !Character.isLetter(words[i + 1].codePointAt(0));
      all.put(
          words[i], new Symbol(kind, words[i + 1], upright ? Alphabet.UPRIGHT : Alphabet.ITALIC));
    }
  }
}
