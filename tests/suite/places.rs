//! The places of a map: where things are, from when on and until when.

use inteso::observation::MapRow;
use inteso::run::Model;
use inteso::time::Week;

use crate::stage::{scenario, town};

/// Two sites, of which one is left after half a year.
const MOVES: &str = r#"
siting = "decentral"
sites = 2
[[change]]
from = 2015-10-05
set = { "intermediary.siting" = "central" }
"#;

#[test]
fn a_map_has_every_neighbourhood_the_institutions_and_each_site_with_its_weeks() {
    let scenario = scenario(&town(60, MOVES));
    let model = Model::new(&scenario).unwrap();
    let rows = model.run(1).places;
    let of = |kind: &str| rows.iter().filter(|row| row.kind == kind).collect::<Vec<&MapRow>>();

    let areas: Vec<_> = of("neighbourhood").iter().map(|row| (&*row.name, row.area_km2)).collect();
    assert_eq!(areas, [("North", Some(3.0)), ("South", Some(3.0))]);
    let [office] = of("administration").try_into().unwrap();
    // 51.262° N, 6.811° E.
    assert_eq!((office.east_km, office.north_km, &*office.neighbourhood), (2.158, 1.334, "South"));

    let (opening, change) =
        (Week::of(jiff::civil::date(2015, 4, 6)), Week::of(jiff::civil::date(2015, 10, 5)));
    let sites = of("site");
    assert!(sites.iter().all(|row| row.hours_per_week.is_some_and(|hours| hours > 0.0)), "{sites:?}");
    let opened = |week: Week| sites.iter().filter(move |row| row.first_week == week);
    assert_eq!(opened(opening).count(), 2, "{sites:?}");
    assert!(opened(opening).any(|row| row.last_week == Some(change.plus(-1))), "{sites:?}");
    assert_eq!(sites.iter().filter(|row| row.last_week.is_none()).count(), 1, "{sites:?}");

    let advice = of("advice_service");
    assert!(!advice.is_empty() && advice.iter().all(|row| row.hours_per_week > Some(0.0)), "{advice:?}");
    let schools = of("language_school");
    assert!(schools.iter().all(|row| row.capacity.is_some() && row.hours_per_week.is_none()), "{schools:?}");
    let homes = of("accommodation");
    assert!(
        !homes.is_empty() && homes.iter().all(|row| row.capacity > Some(0.0) && row.first_week < Week(60))
    );
    // The town is some kilometres wide, and what is not a site or a home was there before.
    let is_near = |row: &MapRow| (row.east_km - 2.0).abs().max((row.north_km - 2.5).abs()) < 5.0;
    assert!(rows.iter().all(is_near), "{rows:?}");

    assert!(model.run(2).places.is_empty(), "the map is that of the first replicate");
}
