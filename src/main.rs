struct Disk;
impl fenhong::books::Folder for Disk { fn open(&self, p:&str)->Result<std::sync::Arc<fenhong::text::Source>, fenhong::text::SourceError>{ fenhong::text::Source::read(&std::path::Path::new("fixtures").join(p)) } }
fn main() {
  let a: Vec<String> = std::env::args().collect();
  let s = fenhong::text::Source::read(std::path::Path::new(&a[1])).unwrap();
  let book = fenhong::books::load_book(&s, &Disk).unwrap_or_else(|m| { for m in m { println!("{}", fenhong::text::draw(&m.told(), fenhong::text::Colors::Off)); } std::process::exit(2) });
  let s = fenhong::text::Source::read(std::path::Path::new(&a[2])).unwrap();
  let f = fenhong::formula::load_formula(&s).unwrap_or_else(|m| { for m in m { println!("{}", fenhong::text::draw(&m.told(), fenhong::text::Colors::Off)); } std::process::exit(2) });
  let r = fenhong::settlement::settle(&book, &f).unwrap_or_else(|m| { for m in m { println!("{}", fenhong::text::draw(&m.told(), fenhong::text::Colors::Off)); } std::process::exit(2) });
  for (s,o) in f.steps.iter().zip(&r.steps) { println!("{:16} {:>12} {}", s.name, r.write(o.amount), o.trace.reckoned); }
  for (s,o) in f.figures.iter().zip(&r.figures) { println!("{:16} {:>12} {}", s.name, o.written, o.reckoned); }
  for o in &r.claims { println!("{} {}", o.holds, o.reckoned); }
}
