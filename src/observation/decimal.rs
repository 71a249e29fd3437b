//! Numbers as text, as the standard library displays them, in a fraction of the time.

use std::io::Write;

/// Appends a whole number.
pub(crate) fn put_integer(text: &mut Vec<u8>, value: i64) {
    text.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends the fewest digits that are read back as the same number, with a sign for what stands before the decimal places.
///
/// There is no negative zero, and nothing is appended for what is not finite.
pub(crate) fn put_number(text: &mut Vec<u8>, value: f64, point: u8) {
    if value == 0.0 {
        return text.push(b'0');
    }
    let start = text.len();
    let (size, places) = (value.abs(), binary_places(value));
    // Within these bounds there are no exponents.
    if (1e-5..1e15).contains(&size) {
        if places <= 0 {
            return put_integer(text, value as i64);
        }
        let mut buffer = zmij::Buffer::new();
        let digits = buffer.format_finite(value).as_bytes();
        let whole = digits.iter().position(|byte| *byte == b'.').unwrap_or(digits.len());
        // Written out, a number has as many decimal places as binary ones. If the shortest form has one less, then the number lies in
        // the middle between two such forms, and only the standard library knows which of them it takes.
        if places != (digits.len() - whole) as i32 {
            text.extend_from_slice(digits);
            text[start + whole] = point;
            return;
        }
    }
    if value.is_finite() {
        write!(text, "{value}").expect("a number is written because memory takes every text");
        if let Some(whole) = text[start..].iter().position(|byte| *byte == b'.') {
            text[start + whole] = point;
        }
    }
}

/// Returns the number of binary places of a number that is neither zero nor extremely small; none or less of whole ones.
const fn binary_places(value: f64) -> i32 {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    // The leading one of the fraction is not among the bits.
    1_075 - exponent - (bits | 1 << 52).trailing_zeros() as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: f64) -> String {
        let mut text = Vec::new();
        put_number(&mut text, value, b'.');
        String::from_utf8(text).unwrap()
    }

    /// Returns the same, made the slow way.
    fn displayed(value: f64) -> String {
        if value.is_finite() { format!("{}", value + 0.0) } else { String::new() }
    }

    #[test]
    fn numbers_are_written_in_their_shortest_form_without_negative_zero_or_nan() {
        for (value, text) in [
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (f64::NAN, ""),
            (f64::NEG_INFINITY, ""),
            (12.0, "12"),
            (-1e-7, "-0.0000001"),
            (1e20, "100000000000000000000"),
            // In the middle between ...812 and ...813.
            (f64::from(1.620_063_8_f32), "1.6200637817382813"),
        ] {
            assert_eq!(written(value), text);
        }
    }

    #[test]
    fn extreme_numbers_are_written_as_the_standard_library_displays_them() {
        let powers_of_two = (0..2_047_u64).map(|exponent| f64::from_bits(exponent << 52));
        let powers_of_ten = (-330..310).map(|exponent| format!("1e{exponent}").parse().unwrap());
        let limits = [f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, 5e-324, i64::MAX as f64, 9e15, 0.3];
        for value in powers_of_two.chain(powers_of_ten).chain(limits) {
            for near in [value.next_down(), value, value.next_up()] {
                for signed in [near, -near] {
                    assert_eq!(written(signed), displayed(signed), "{signed:e}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_number_is_written_as_the_standard_library_displays_it(
            bits in any::<u64>(),
            single in any::<f32>(),
            share in 0.0..1.0_f64,
            single_share in 0.0..1.0_f32,
            size in -7..18_i32,
            (count, of) in (0..100_000_u32, 1..1_000_u32),
            (places, fraction) in (0..53_u32, any::<u64>()),
        ) {
            let sized = share * libm::pow(10.0, f64::from(size));
            // Numbers with few binary places are those in the middle between two short forms.
            let short = (fraction >> 11) as f64 / (1_u64 << places) as f64;
            let part = f64::from(count) / f64::from(of);
            let singles = [f64::from(single), f64::from(single_share)];
            for value in [f64::from_bits(bits), share, sized, short, part].into_iter().chain(singles) {
                prop_assert_eq!(written(value), displayed(value));
                prop_assert_eq!(written(-value), displayed(-value));
            }
        }
    }
}
