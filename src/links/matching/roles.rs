//! Which column plays which role: stated by a configuration, or read from column names and their common synonyms.
//!
//! The text of a configuration and the headers come in; roles by column number go out, or what is wrong in words. No
//! value of a row is looked at.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One column or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Columns {
    One(String),
    Many(Vec<String>),
}

impl Columns {
    fn names(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names.iter().map(String::as_str).collect(),
        }
    }
}

/// A side of the configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SideConfig {
    id: Option<String>,
    forename: Option<String>,
    forenames: Option<Columns>,
    full_name: Option<String>,
    surname: Option<String>,
    born_on: Option<String>,
    born_day: Option<String>,
    born_month: Option<String>,
    born_year: Option<String>,
    sex: Option<String>,
    postcode: Option<String>,
    address: Option<Columns>,
    uprn: Option<String>,
    household: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    identifier: BTreeMap<String, String>,
    other: BTreeMap<String, String>,
}

/// How many rows may name one person, and whether relatives count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Policy {
    /// Who may be linked to how many.
    pub cardinality: Cardinality,
    /// Use agreement of other household members as evidence.
    pub households: bool,
    /// Use as evidence how many other rows a person has, which says something only where each row stands for itself.
    #[serde(skip)]
    pub company: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { cardinality: Cardinality::ManyToOne, households: true, company: true }
    }
}

/// Who may be linked to how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cardinality {
    /// Each left row to at most one right row and the other way round.
    OneToOne,
    /// Several left rows to one right row, no left row to two.
    ManyToOne,
    /// Any.
    ManyToMany,
}

/// A configuration as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    id: Option<String>,
    format: BTreeMap<String, String>,
    left: Option<SideConfig>,
    right: Option<SideConfig>,
    both: Option<SideConfig>,
    policy: Option<Policy>,
}

/// Which columns of a file, by number, play which role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The row's own id; none: its line number.
    pub id: Option<usize>,
    /// First forename.
    pub forename: Option<usize>,
    /// Further forenames or their initials.
    pub middle: Vec<usize>,
    /// Forenames and surname in one.
    pub full_name: Option<usize>,
    /// Surname.
    pub surname: Option<usize>,
    /// Date of birth.
    pub born_on: Option<usize>,
    /// Year, month and day of birth in columns of their own.
    pub born_parts: [Option<usize>; 3],
    /// Sex.
    pub sex: Option<usize>,
    /// Postcode.
    pub postcode: Option<usize>,
    /// Parts of the address.
    pub address: Vec<usize>,
    /// Unique property reference number.
    pub uprn: Option<usize>,
    /// The file's own household id.
    pub household: Option<usize>,
    /// Telephone.
    pub phone: Option<usize>,
    /// E-mail.
    pub email: Option<usize>,
    /// Identifiers by scheme.
    pub identifiers: BTreeMap<String, usize>,
    /// Any other columns by name.
    pub others: BTreeMap<String, usize>,
    /// How dates are written, if stated.
    pub born_format: Option<String>,
}

const SYNONYMS: &[(&str, &[&str])] = &[
    ("id", &["id", "recordid", "uniqueid", "recid", "rowid"]),
    (
        "forename",
        &["forename", "forenames", "firstname", "givenname", "givennames", "fname", "first", "forename1"],
    ),
    (
        "middle",
        &[
            "middle",
            "middlename",
            "middlenames",
            "middleinitial",
            "middle1",
            "middle2",
            "middlename1",
            "middlename2",
            "secondforename",
            "thirdforename",
            "forename2",
            "forename3",
            "mname",
        ],
    ),
    ("surname", &["surname", "lastname", "familyname", "lname", "last"]),
    ("full-name", &["fullname", "name", "personname"]),
    ("born-on", &["bornon", "dateofbirth", "dob", "birthdate", "birthday", "borndate"]),
    ("born-year", &["bornyear", "birthyear", "yearofbirth"]),
    ("born-month", &["bornmonth", "birthmonth", "monthofbirth"]),
    ("born-day", &["bornday", "dayofbirth"]),
    ("sex", &["sex", "gender"]),
    ("postcode", &["postcode", "zip", "zipcode", "postalcode"]),
    (
        "address",
        &[
            "address",
            "address1",
            "address2",
            "address3",
            "addressline1",
            "addressline2",
            "addressline3",
            "street",
            "streetname",
            "streetnumber",
            "housenumber",
            "unitnumber",
            "suburb",
            "town",
            "city",
        ],
    ),
    ("uprn", &["uprn"]),
    ("household", &["household", "householdid", "familyid"]),
    ("phone", &["phone", "telephone", "mobile", "phonenumber", "tel"]),
    ("email", &["email", "emailaddress"]),
];
const SCHEMES: &[(&str, &[&str])] = &[
    ("nino", &["nino", "ninumber", "nationalinsurancenumber"]),
    ("upn", &["upn", "uniquepupilnumber"]),
    ("nhs", &["nhs", "nhsnumber", "nhsno"]),
    ("ssn", &["ssn"]),
    ("socsecid", &["socsecid"]),
];

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Says what is wrong and where, in the parser's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(role) = config.format.keys().find(|role| *role != "born-on") {
            return Err(format!("format.{role}: only born-on has a format"));
        }
        Ok(config)
    }

    /// The policy stated, if any.
    #[must_use]
    pub fn policy(&self) -> Option<Policy> {
        self.policy
    }

    /// The roles of the left file's columns.
    ///
    /// # Errors
    /// Names the columns that the header lacks.
    pub fn left(&self, header: &[String]) -> Result<Roles, String> {
        self.side(self.left.as_ref(), header)
    }

    /// The roles of the right file's columns.
    ///
    /// # Errors
    /// Names the columns that the header lacks.
    pub fn right(&self, header: &[String]) -> Result<Roles, String> {
        self.side(self.right.as_ref(), header)
    }

    fn side(&self, side: Option<&SideConfig>, header: &[String]) -> Result<Roles, String> {
        let mut roles = match side.or(self.both.as_ref()) {
            Some(side) => side.roles(header)?,
            None => Roles::guess(header),
        };
        if let Some(both) = self.both.as_ref().filter(|_| side.is_some()) {
            roles.fill(both.roles(header)?);
        }
        if let Some(id) = &self.id
            && (side.is_none_or(|side| side.id.is_none()))
        {
            roles.id = Some(find(header, id)?);
        }
        if roles.id.is_none() {
            roles.id = Roles::guess(header).id;
        }
        roles.born_format = self.format.get("born-on").cloned();
        if let Some(format) = &roles.born_format
            && super::dates::Order::of_format(format).is_none()
        {
            return Err(format!("format.born-on: `{format}` does not say where year, month and day stand"));
        }
        Ok(roles)
    }
}

fn find(header: &[String], name: &str) -> Result<usize, String> {
    header.iter().position(|column| column == name).ok_or_else(|| format!("no column `{name}` in the header"))
}

impl SideConfig {
    fn roles(&self, header: &[String]) -> Result<Roles, String> {
        let one = |name: &Option<String>| name.as_ref().map(|name| find(header, name)).transpose();
        let many = |names: &Option<Columns>| match names {
            Some(names) => names.names().into_iter().map(|name| find(header, name)).collect(),
            None => Ok(Vec::new()),
        };
        let map = |names: &BTreeMap<String, String>| {
            names
                .iter()
                .map(|(key, name)| Ok((key.clone(), find(header, name)?)))
                .collect::<Result<_, String>>()
        };
        let forenames: Vec<usize> = many(&self.forenames)?;
        Ok(Roles {
            id: one(&self.id)?,
            forename: one(&self.forename)?.or(forenames.first().copied()),
            middle: forenames.get(1..).unwrap_or_default().to_vec(),
            full_name: one(&self.full_name)?,
            surname: one(&self.surname)?,
            born_on: one(&self.born_on)?,
            born_parts: [one(&self.born_year)?, one(&self.born_month)?, one(&self.born_day)?],
            sex: one(&self.sex)?,
            postcode: one(&self.postcode)?,
            address: many(&self.address)?,
            uprn: one(&self.uprn)?,
            household: one(&self.household)?,
            phone: one(&self.phone)?,
            email: one(&self.email)?,
            identifiers: map(&self.identifier)?,
            others: map(&self.other)?,
            born_format: None,
        })
    }
}

impl Roles {
    /// Roles from column names and their common synonyms.
    #[must_use]
    pub fn guess(header: &[String]) -> Self {
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let all = |role: &str| -> Vec<usize> {
            let known = SYNONYMS.iter().find(|(name, _)| *name == role).map_or(&[][..], |(_, known)| known);
            let at = |name: &&str| names.iter().position(|column| column == name);
            known.iter().filter_map(at).collect()
        };
        let one = |role: &str| all(role).first().copied();
        let [address, middle] = ["address", "middle"].map(|role| {
            let mut columns = all(role);
            columns.sort_unstable();
            columns
        });
        let identifiers = SCHEMES.iter().filter_map(|(scheme, known)| {
            let at = known.iter().find_map(|name| names.iter().position(|column| column == name))?;
            Some(((*scheme).to_owned(), at))
        });
        Self {
            id: one("id"),
            forename: one("forename"),
            middle,
            full_name: if one("surname").is_some() { None } else { one("full-name") },
            surname: one("surname"),
            born_on: one("born-on"),
            born_parts: [one("born-year"), one("born-month"), one("born-day")],
            sex: one("sex"),
            postcode: one("postcode"),
            address,
            uprn: one("uprn"),
            household: one("household"),
            phone: one("phone"),
            email: one("email"),
            identifiers: identifiers.collect(),
            others: BTreeMap::new(),
            born_format: None,
        }
    }

    /// Takes from another what this one lacks.
    fn fill(&mut self, other: Self) {
        self.id = self.id.or(other.id);
        self.forename = self.forename.or(other.forename);
        self.surname = self.surname.or(other.surname);
        self.full_name = self.full_name.or(other.full_name);
        if self.born_on.is_none() && self.born_parts == [None; 3] {
            (self.born_on, self.born_parts) = (other.born_on, other.born_parts);
        }
        self.sex = self.sex.or(other.sex);
        self.postcode = self.postcode.or(other.postcode);
        self.uprn = self.uprn.or(other.uprn);
        self.household = self.household.or(other.household);
        self.phone = self.phone.or(other.phone);
        self.email = self.email.or(other.email);
        if self.address.is_empty() {
            self.address = other.address;
        }
        if self.middle.is_empty() {
            self.middle = other.middle;
        }
        self.identifiers.extend(other.identifiers);
        self.others.extend(other.others);
    }

    /// Whether anything can be compared at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs().iter().all(|(role, _)| matches!(role.as_str(), "id" | "household"))
    }

    /// Role and column, in a fixed order.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, usize)> {
        let single = [
            ("id", self.id),
            ("forename", self.forename),
            ("surname", self.surname),
            ("full-name", self.full_name),
            ("born-on", self.born_on),
            ("born-year", self.born_parts[0]),
            ("born-month", self.born_parts[1]),
            ("born-day", self.born_parts[2]),
            ("sex", self.sex),
            ("postcode", self.postcode),
            ("uprn", self.uprn),
            ("household", self.household),
            ("phone", self.phone),
            ("email", self.email),
        ];
        let mut pairs: Vec<(String, usize)> =
            single.iter().filter_map(|(role, at)| Some(((*role).to_owned(), (*at)?))).collect();
        pairs.extend(self.middle.iter().map(|at| ("middle".to_owned(), *at)));
        pairs.extend(self.address.iter().map(|at| ("address".to_owned(), *at)));
        pairs.extend(self.identifiers.iter().map(|(scheme, at)| (format!("identifier.{scheme}"), *at)));
        pairs.extend(self.others.iter().map(|(name, at)| (format!("other.{name}"), *at)));
        pairs
    }

    /// A column that holds whole addresses and plays no other role.
    pub(super) fn plain(&self) -> Option<usize> {
        let [one] = self.address[..] else { return None };
        (self.pairs().iter().filter(|(_, at)| *at == one).count() == 1).then_some(one)
    }

    /// One line for people: `forename = given_name, surname = surname, ...`.
    #[must_use]
    pub fn describe(&self, header: &[String]) -> String {
        let mut line = String::new();
        for (index, (role, at)) in self.pairs().into_iter().enumerate() {
            let _ = write!(line, "{}{role} = {}", if index > 0 { ", " } else { "" }, header[at]);
        }
        line
    }
}
