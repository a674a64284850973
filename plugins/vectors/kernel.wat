;; Scores of codes against a query; all places are bytes of the memory.
(module
  (memory (import "index" "memory") 1)

  ;; Scores $count codes of $words 64-bit words each at $signs: factor * (a - b * differences), as f32 at $out, where
  ;; differences are the bits that differ from the four planes of the query, which count 1, 2, 4 and 8; the words of the
  ;; planes stand next to one another. A code whose byte in $mask is 0 scores -inf.
  (func (export "scan") (param $signs i32) (param $count i32) (param $words i32) (param $planes i32) (param $factors i32)
    (param $mask i32) (param $out i32) (param $a f32) (param $b f32)
    (local $word i32) (local $code i64) (local $end i32) (local $plane i32) (local $sum i64) (local $width i32)
    (local.set $width (i32.shl (local.get $words) (i32.const 3)))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (if (i32.load8_u (local.get $mask))
          (then
            (local.set $sum (i64.const 0))
            (local.set $plane (local.get $planes))
            (local.set $word (local.get $words))
            (loop $words
              (local.set $code (i64.load (local.get $signs)))
              (local.set $sum (i64.add (local.get $sum) (i64.add
                (i64.add
                  (i64.popcnt (i64.xor (local.get $code) (i64.load (local.get $plane))))
                  (i64.shl (i64.popcnt (i64.xor (local.get $code) (i64.load offset=8 (local.get $plane)))) (i64.const 1)))
                (i64.add
                  (i64.shl (i64.popcnt (i64.xor (local.get $code) (i64.load offset=16 (local.get $plane)))) (i64.const 2))
                  (i64.shl (i64.popcnt (i64.xor (local.get $code) (i64.load offset=24 (local.get $plane)))) (i64.const 3))))))
              (local.set $signs (i32.add (local.get $signs) (i32.const 8)))
              (local.set $plane (i32.add (local.get $plane) (i32.const 32)))
              (br_if $words (local.tee $word (i32.sub (local.get $word) (i32.const 1)))))
            (f32.store (local.get $out) (f32.mul (f32.load (local.get $factors)) (f32.sub (local.get $a)
              (f32.mul (local.get $b) (f32.convert_i64_s (local.get $sum)))))))
          (else
            (f32.store (local.get $out) (f32.const -inf))
            (local.set $signs (i32.add (local.get $signs) (local.get $width)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $factors (i32.add (local.get $factors) (i32.const 4)))
        (local.set $mask (i32.add (local.get $mask) (i32.const 1)))
        (br $next))))

  ;; Scores $count places, u32 at $list, by their fine codes of $bytes bytes each at $codes: factor * $scale * (code .
  ;; query), as f32 at $out. A byte holds two 4-bit levels, where 0 to 15 stand for -15, -13, ... 15: in 16 bytes the low
  ;; halves are the first 16 coordinates, the high halves the next 16. The query's coordinates are bytes.
  (func (export "fine") (param $list i32) (param $count i32) (param $codes i32) (param $bytes i32) (param $query i32)
    (param $factors i32) (param $out i32) (param $scale f32)
    (local $levels v128) (local $half v128) (local $sum v128) (local $code i32) (local $end i32) (local $with i32)
    (local $last i32) (local $place i32)
    (local.set $last (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $out) (local.get $last)))
        (local.set $place (i32.load (local.get $list)))
        (local.set $code (i32.add (local.get $codes) (i32.mul (local.get $place) (local.get $bytes))))
        (local.set $end (i32.add (local.get $code) (local.get $bytes)))
        (local.set $with (local.get $query))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (loop $next
          (local.set $levels (v128.load (local.get $code)))
          (local.set $half (v128.and (local.get $levels) (i8x16.splat (i32.const 15))))
          (local.set $half (i8x16.sub (i8x16.add (local.get $half) (local.get $half)) (i8x16.splat (i32.const 15))))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.extadd_pairwise_i16x8_s
            (i16x8.add (i16x8.extmul_low_i8x16_s (local.get $half) (v128.load (local.get $with)))
              (i16x8.extmul_high_i8x16_s (local.get $half) (v128.load (local.get $with)))))))
          (local.set $half (i8x16.shr_u (local.get $levels) (i32.const 4)))
          (local.set $half (i8x16.sub (i8x16.add (local.get $half) (local.get $half)) (i8x16.splat (i32.const 15))))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.extadd_pairwise_i16x8_s
            (i16x8.add (i16x8.extmul_low_i8x16_s (local.get $half) (v128.load offset=16 (local.get $with)))
              (i16x8.extmul_high_i8x16_s (local.get $half) (v128.load offset=16 (local.get $with)))))))
          (local.set $with (i32.add (local.get $with) (i32.const 32)))
          (br_if $next (i32.lt_u (local.tee $code (i32.add (local.get $code) (i32.const 16))) (local.get $end))))
        (f32.store (local.get $out) (f32.mul
          (f32.mul (f32.load (i32.add (local.get $factors) (i32.shl (local.get $place) (i32.const 2)))) (local.get $scale))
          (f32.convert_i32_s (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
            (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))))
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br $each)))))
