//! Times the session.

use inteso::session::Inquiry;
fn main() {
    let ask = r#"{"language":"de","replicates":1,"forms":[{"intermediary.approach":"refer"},{"intermediary.approach":"provide","intermediary.siting":"decentral"}]}"#;
    let t = std::time::Instant::now();
    let inquiry = Inquiry::open(ask).unwrap();
    println!("open {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let account = inquiry.account();
    println!("account {:?} {} bytes", t.elapsed(), account.len());
    let mut findings = inquiry.findings();
    for form in 0..inquiry.forms() {
        let t = std::time::Instant::now();
        let mut passage = inquiry.begin(form, 1);
        println!("begin {:?}", t.elapsed());
        let (mut bytes, mut lines, mut first) = (0, 0, None);
        while let Some(line) = passage.step() {
            if let Some(line) = line { bytes += line.len(); lines += 1; first.get_or_insert(t.elapsed()); if lines == 30 { std::fs::write(format!("/tmp/moment{form}.json"), line).unwrap(); } }
        }
        let record = passage.finish();
        println!("run {form} {:?} first {first:?} {lines} lines {bytes} bytes", t.elapsed());
        let t = std::time::Instant::now();
        if let Some(line) = findings.take(&inquiry, form, record) { println!("drawn {:?} {} bytes", t.elapsed(), line.len()); std::fs::write("/tmp/drawn.json", line).unwrap(); }
    }
    std::fs::write("/tmp/account.json", account).unwrap();
}
