package org.offprint.methods.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The inner loop of a matrix product: a tile of 8 × 32 results that stays in registers while it is
/// summed. Strides let one loop serve products with either factor transposed. Arrays are padded to
/// whole tiles by the caller, so there are no tails.
final class Tile {
  static final int ROWS = 8;
  static final int COLUMNS = 32;
  static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();

  /// 32 vector registers hold 16 sums; 16 registers hold 8 without spilling.
  private static final boolean EIGHT_ROWS = LANES == 16;

  private Tile() {}

  /// out[r][c] += Σ_k a[r][k] b[k][c] for 8 rows and 32 columns.
  ///
  /// @param a the left factor: element (r, k) at a0 + r · aRow + k · aStep
  /// @param b the right factor: element (k, c) at b0 + k · bRow + c
  static void multiply(
      float[] a,
      int a0,
      int aRow,
      int aStep,
      float[] b,
      int b0,
      int bRow,
      int inner,
      float[] out,
      int o0,
      int oRow) {
    if (EIGHT_ROWS) {
      eight(a, a0, aRow, aStep, b, b0, bRow, inner, out, o0, oRow);
      return;
    }
    for (int r = 0; r < ROWS; r += 4) {
      for (int c = 0; c < COLUMNS; c += 2 * LANES) {
        four(a, a0 + r * aRow, aRow, aStep, b, b0 + c, bRow, inner, out, o0 + r * oRow + c, oRow);
      }
    }
  }

  private static void eight(
      float[] a,
      int a0,
      int aRow,
      int aStep,
      float[] b,
      int b0,
      int bRow,
      int inner,
      float[] out,
      int o0,
      int oRow) {
    FloatVector s00 = FloatVector.fromArray(S, out, o0);
    FloatVector s01 = FloatVector.fromArray(S, out, o0 + LANES);
    FloatVector s10 = FloatVector.fromArray(S, out, o0 + oRow);
    FloatVector s11 = FloatVector.fromArray(S, out, o0 + oRow + LANES);
    FloatVector s20 = FloatVector.fromArray(S, out, o0 + 2 * oRow);
    FloatVector s21 = FloatVector.fromArray(S, out, o0 + 2 * oRow + LANES);
    FloatVector s30 = FloatVector.fromArray(S, out, o0 + 3 * oRow);
    FloatVector s31 = FloatVector.fromArray(S, out, o0 + 3 * oRow + LANES);
    FloatVector s40 = FloatVector.fromArray(S, out, o0 + 4 * oRow);
    FloatVector s41 = FloatVector.fromArray(S, out, o0 + 4 * oRow + LANES);
    FloatVector s50 = FloatVector.fromArray(S, out, o0 + 5 * oRow);
    FloatVector s51 = FloatVector.fromArray(S, out, o0 + 5 * oRow + LANES);
    FloatVector s60 = FloatVector.fromArray(S, out, o0 + 6 * oRow);
    FloatVector s61 = FloatVector.fromArray(S, out, o0 + 6 * oRow + LANES);
    FloatVector s70 = FloatVector.fromArray(S, out, o0 + 7 * oRow);
    FloatVector s71 = FloatVector.fromArray(S, out, o0 + 7 * oRow + LANES);
    int i1 = aRow,
        i2 = 2 * aRow,
        i3 = 3 * aRow,
        i4 = 4 * aRow,
        i5 = 5 * aRow,
        i6 = 6 * aRow,
        i7 = 7 * aRow;
    for (int k = 0, i = a0, j = b0; k < inner; k++, i += aStep, j += bRow) {
      FloatVector left = FloatVector.fromArray(S, b, j);
      FloatVector right = FloatVector.fromArray(S, b, j + LANES);
      FloatVector row = FloatVector.broadcast(S, a[i]);
      s00 = row.fma(left, s00);
      s01 = row.fma(right, s01);
      row = FloatVector.broadcast(S, a[i + i1]);
      s10 = row.fma(left, s10);
      s11 = row.fma(right, s11);
      row = FloatVector.broadcast(S, a[i + i2]);
      s20 = row.fma(left, s20);
      s21 = row.fma(right, s21);
      row = FloatVector.broadcast(S, a[i + i3]);
      s30 = row.fma(left, s30);
      s31 = row.fma(right, s31);
      row = FloatVector.broadcast(S, a[i + i4]);
      s40 = row.fma(left, s40);
      s41 = row.fma(right, s41);
      row = FloatVector.broadcast(S, a[i + i5]);
      s50 = row.fma(left, s50);
      s51 = row.fma(right, s51);
      row = FloatVector.broadcast(S, a[i + i6]);
      s60 = row.fma(left, s60);
      s61 = row.fma(right, s61);
      row = FloatVector.broadcast(S, a[i + i7]);
      s70 = row.fma(left, s70);
      s71 = row.fma(right, s71);
    }
    s00.intoArray(out, o0);
    s01.intoArray(out, o0 + LANES);
    s10.intoArray(out, o0 + oRow);
    s11.intoArray(out, o0 + oRow + LANES);
    s20.intoArray(out, o0 + 2 * oRow);
    s21.intoArray(out, o0 + 2 * oRow + LANES);
    s30.intoArray(out, o0 + 3 * oRow);
    s31.intoArray(out, o0 + 3 * oRow + LANES);
    s40.intoArray(out, o0 + 4 * oRow);
    s41.intoArray(out, o0 + 4 * oRow + LANES);
    s50.intoArray(out, o0 + 5 * oRow);
    s51.intoArray(out, o0 + 5 * oRow + LANES);
    s60.intoArray(out, o0 + 6 * oRow);
    s61.intoArray(out, o0 + 6 * oRow + LANES);
    s70.intoArray(out, o0 + 7 * oRow);
    s71.intoArray(out, o0 + 7 * oRow + LANES);
  }

  private static void four(
      float[] a,
      int a0,
      int aRow,
      int aStep,
      float[] b,
      int b0,
      int bRow,
      int inner,
      float[] out,
      int o0,
      int oRow) {
    FloatVector s00 = FloatVector.fromArray(S, out, o0);
    FloatVector s01 = FloatVector.fromArray(S, out, o0 + LANES);
    FloatVector s10 = FloatVector.fromArray(S, out, o0 + oRow);
    FloatVector s11 = FloatVector.fromArray(S, out, o0 + oRow + LANES);
    FloatVector s20 = FloatVector.fromArray(S, out, o0 + 2 * oRow);
    FloatVector s21 = FloatVector.fromArray(S, out, o0 + 2 * oRow + LANES);
    FloatVector s30 = FloatVector.fromArray(S, out, o0 + 3 * oRow);
    FloatVector s31 = FloatVector.fromArray(S, out, o0 + 3 * oRow + LANES);
    int i1 = aRow, i2 = 2 * aRow, i3 = 3 * aRow;
    for (int k = 0, i = a0, j = b0; k < inner; k++, i += aStep, j += bRow) {
      FloatVector left = FloatVector.fromArray(S, b, j);
      FloatVector right = FloatVector.fromArray(S, b, j + LANES);
      FloatVector row = FloatVector.broadcast(S, a[i]);
      s00 = row.fma(left, s00);
      s01 = row.fma(right, s01);
      row = FloatVector.broadcast(S, a[i + i1]);
      s10 = row.fma(left, s10);
      s11 = row.fma(right, s11);
      row = FloatVector.broadcast(S, a[i + i2]);
      s20 = row.fma(left, s20);
      s21 = row.fma(right, s21);
      row = FloatVector.broadcast(S, a[i + i3]);
      s30 = row.fma(left, s30);
      s31 = row.fma(right, s31);
    }
    s00.intoArray(out, o0);
    s01.intoArray(out, o0 + LANES);
    s10.intoArray(out, o0 + oRow);
    s11.intoArray(out, o0 + oRow + LANES);
    s20.intoArray(out, o0 + 2 * oRow);
    s21.intoArray(out, o0 + 2 * oRow + LANES);
    s30.intoArray(out, o0 + 3 * oRow);
    s31.intoArray(out, o0 + 3 * oRow + LANES);
  }

  /// eˣ for x ≤ 0 to about one unit in the last place; 0 below −87, where float32 leaves its normal
  /// range; NaN stays NaN.
  ///
  /// x = n ln 2 + r with |r| ≤ ½ ln 2; the Taylor series of eʳ to degree 7 errs by 5e-9; n goes
  /// into the exponent.
  static FloatVector exp(FloatVector x) {
    FloatVector shifted =
        x.fma(FloatVector.broadcast(S, 1.44269504f), FloatVector.broadcast(S, ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r =
        n.fma(
            FloatVector.broadcast(S, -0.693359375f),
            x); // ln 2 in two parts: n times the first is exact
    r = n.fma(FloatVector.broadcast(S, 2.12194440e-4f), r);
    FloatVector p = FloatVector.broadcast(S, 1f / 5040);
    p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 120));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 6));
    p = p.fma(r, FloatVector.broadcast(S, 0.5f));
    p = p.fma(r, FloatVector.broadcast(S, 1f));
    p = p.fma(r, FloatVector.broadcast(S, 1f));
    var power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    FloatVector result = p.reinterpretAsInts().add(power).reinterpretAsFloats();
    return result
        .blend(0f, x.compare(VectorOperators.LT, -87f))
        .blend(p, x.test(VectorOperators.IS_NAN));
  }

  /// 1.5 · 2²³: adding it rounds to an integer, which then sits in the lowest bits.
  private static final float ROUND = 12582912f;
}
